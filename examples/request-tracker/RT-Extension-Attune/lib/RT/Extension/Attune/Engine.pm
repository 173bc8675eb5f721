package RT::Extension::Attune::Engine;

use strict;
use warnings;

use JSON ();

=head1 NAME

RT::Extension::Attune::Engine - the shared object, once in each process

=head1 DESCRIPTION

The library is loaded in a server's parent, which is cheap, and opened in each
worker when it is first needed. Whatever is wrong with it is a line in RT's log.

=cut

use constant {
    CLOSE_SECONDS => 1,     # a server that ends cannot take our webhooks
    RETRY_SECONDS => 60,    # for a manifest that was mended
    WRONG         => -1,    # as ATTUNE_E_ARGUMENT
    OFF           => -6,    # as ATTUNE_E_CLOSED
};

my $json = JSON->new->utf8;
my ($loaded, $plugin, $owner, $retry_at, $told);
$owner = $retry_at = 0;
$told  = '';

=head2 Load

Loads the binding. False: it cannot be; a later try would need a restart.

=cut

sub Load {
    return $loaded if defined $loaded;
    my $warned;
    local ($@, $SIG{__DIE__});
    local $SIG{__WARN__} = sub { $warned //= $_[0] };    # it says more
    local $ENV{ATTUNE_LIBRARY} = RT->Config->Get('AttuneLibrary');
    $loaded = eval { require Attune; 1 } || 0;
    my $why = $warned // $@;
    undef $SIG{__WARN__};
    _Tell('it is off until RT is restarted: ' . _Short($why)) unless $loaded;
    return $loaded;
}

=head2 Plugin

The opened plugin, or undef.

=cut

sub Plugin {
    my ($class) = @_;
    return $plugin if $plugin && $owner == $$;
    return if $owner == $$ && time < $retry_at;
    undef $plugin;    # a parent's, which is the parent's to close
    ($owner, $retry_at) = ($$, time + RETRY_SECONDS);
    return unless $class->Load;
    my $manifest = RT->Config->Get('AttuneManifest');
    local ($@, $SIG{__DIE__});
    my ($said, $opened) = _Heard(sub { Attune->open($manifest) });
    $plugin = $opened;
    _Tell("it is off, $manifest cannot be used: $said") unless $plugin;
    return $plugin;
}

=head2 Tell NAME, ARGUMENTS

Hands something over and gives the plugin's status. What it refuses is logged.

=cut

sub Tell {
    my ($class, $name, @arguments) = @_;
    my $plugin = $class->Plugin or return OFF;
    local ($@, $SIG{__DIE__});
    return 0 if eval { $plugin->$name(@arguments); 1 };
    my $status = ref $@ ? $@->status : WRONG;
    RT->Logger->warning("Attune: $name: " . _Short($@));
    return $status;
}

=head2 Document NAME, ARGUMENTS

The data of what C<read> or C<review> says, or undef.

=cut

sub Document {
    my ($class, $name, @arguments) = @_;
    my $plugin = $class->Plugin or return;
    my $method = "${name}_json";
    local ($@, $SIG{__DIE__});
    my $data = eval { $json->decode($plugin->$method(@arguments))->{data} };
    RT->Logger->warning("Attune: $name: " . _Short($@)) if $@;
    return $data;
}

=head2 Close

Ends it in this process. True: nothing was left undone.

=cut

sub Close {
    return 1 unless $plugin && $owner == $$;
    local ($@, $SIG{__DIE__});
    my $done = eval { $plugin->close(CLOSE_SECONDS); 1 };
    undef $plugin;
    return $done;
}

# The plugin says on standard error where a manifest is wrong, since no
# interpreter could be called back: it is caught for RT's log.
sub _Heard {
    my ($open) = @_;
    my $result;
    open my $said, '+>', undef or return ($!);
    if (open my $stderr, '>&', 2) {
        open STDERR, '>&', $said;
        $result = eval { $open->() };
        open STDERR, '>&', $stderr;
    }
    return ('', $result) if $result;
    my $why = _Short($@);
    seek $said, 0, 0;
    my @lines = map { s/^attune: error: //r } map { s/\s+$//r } <$said>;
    return (join('; ', @lines[0 .. ($#lines > 4 ? 4 : $#lines)]) || $why);
}

# An error as people read it: without Perl's list of folders and line numbers.
sub _Short {
    my ($error) = @_;
    my ($first) = "$error" =~ /^([^\n]*)/;
    $first =~ s/^warning: //;
    $first =~ s/ \(you may need to install.*//;
    $first =~ s/ \(\@INC contains.*//;
    $first =~ s/ at \S+ line \d+.*//;
    return $first;
}

# The same once, not at each request.
sub _Tell {
    my ($line) = @_;
    RT->Logger->error("Attune: $line") if $line ne $told;
    $told = $line;
    return;
}

1;
