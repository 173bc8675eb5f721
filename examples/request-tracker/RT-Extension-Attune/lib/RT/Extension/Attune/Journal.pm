package RT::Extension::Attune::Journal;

use strict;
use warnings;

use Fcntl qw(:flock);
use Time::HiRes;

=head1 NAME

RT::Extension::Attune::Journal - who was killed with something in its hands

=head1 DESCRIPTION

Each process that notes a message has a file in F<attune> below RT's var folder
and holds a lock on it; its time is that of the last note. A process that ends
as it should removes it. A file without a lock is that of one that was killed:
whoever finds it takes it, and tells what was said since then again.

=cut

# More than the plugin's queue may be behind, and a transaction may take.
use constant EARLIER => 600;

my ($file, $path, $owner);
$owner = 0;

=head2 Mark [TIME]

=cut

sub Mark {
    my ($class, $at) = @_;
    $at //= time;
    _Begin() if $owner != $$;
    utime $at, $at, $file if $file;
    return;
}

sub _Begin {
    $owner = $$;
    undef $file;    # in a forked child: the parent's
    my $folder = _Folder();
    mkdir $folder, 0700 unless -d $folder;
    # Another may have had the number, in a container most likely.
    $path = sprintf '%s/%d-%.6f', $folder, $$, Time::HiRes::time();
    return _Share($folder)
        if open($file, '>>', $path) && flock $file, LOCK_EX | LOCK_NB;
    RT->Logger->warning("Attune: no journal at $path: $!");
    undef $file;
    return;
}

# What root runs, as rt-crontool, must not keep out who serves.
sub _Share {
    my ($folder) = @_;
    return if $>;
    my ($user, $group) = (stat $RT::MasonDataDir)[4, 5];
    chown $user, $group, $folder, $path if defined $user;
    return;
}

=head2 Crashed

Since when all is to be told again, or undef.

=cut

sub Crashed {
    my ($class) = @_;
    my @left = map { _Left($_) } glob _Quoted(_Folder()) . '/*';
    my ($at) = sort { $a <=> $b } map { $_->{at} } @left;
    return unless defined $at;
    $class->Mark($at);    # it is ours to tell now, whatever becomes of us
    unlink map { $_->{path} } @left;
    return $at - EARLIER;
}

# A file that nobody holds; as long as it is known, we do.
sub _Left {
    my ($found) = @_;
    return if $owner == $$ && $found eq $path;
    open my $left, '<', $found or return;
    flock $left, LOCK_EX | LOCK_NB or return;
    return unless -e $found;    # another process was first
    return {path => $found, at => (stat $left)[9], held => $left};
}

=head2 Done

=cut

sub Done {
    return unless $file && $owner == $$;
    unlink $path;
    undef $file;
    $owner = 0;
    return;
}

sub _Folder { "$RT::VarPath/attune" }
sub _Quoted { $_[0] =~ s/([\s*?\[\]{}~\\])/\\$1/gr }

1;
