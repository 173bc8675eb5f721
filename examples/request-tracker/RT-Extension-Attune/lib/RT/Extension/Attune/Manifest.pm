package RT::Extension::Attune::Manifest;

use strict;
use warnings;

use File::Basename qw(dirname);
use JSON           ();
use MIME::Base64   qw(decode_base64);

=head1 NAME

RT::Extension::Attune::Manifest - what the webhook needs of plugin.manifest

=cut

use constant SHORTEST => 24;    # bytes of a key, as the plugin has it

my $known = {stamp => '', read => {}};

=head2 Secrets

The keys that a webhook of ours may be signed with, as bytes: C<@AttuneSecrets>,
or those of the manifest's webhooks that lead here.

=cut

sub Secrets {
    my ($class) = @_;
    my @named = RT->Config->Get('AttuneSecrets');
    my $folder = dirname(RT->Config->Get('AttuneManifest'));
    @named = map { @$_{qw(secret previous_secret)} } $class->_Webhooks
        unless @named;
    return map { _Key($_, $folder) } grep { defined } @named;
}

sub _Webhooks {
    my ($class) = @_;
    my $webhooks = $class->_Read->{webhooks};
    return grep { ref eq 'HASH' && ($_->{url} // '') =~ m{/attune/webhook$} }
        ref $webhooks eq 'ARRAY' ? @$webhooks : ();
}

=head2 IsLasting

Whether processes share what they know of a ticket.

=cut

sub IsLasting {
    my ($class) = @_;
    my $store = $class->_Read->{store};
    return ref $store eq 'HASH' && ($store->{engine} // '') eq 'sqlite';
}

# Read again when it was replaced. Of one that cannot be read the last that
# could be stays, as in the plugin, which goes on signing.
sub _Read {
    my $path  = RT->Config->Get('AttuneManifest');
    my $stamp = join ' ', $path, (stat $path)[1, 7, 9];
    return $known->{read} if $known->{stamp} eq $stamp;
    local $@;
    my $read = eval { JSON->new->utf8->decode(_Bare(_Slurp($path) // '')) };
    $known = {stamp => $stamp,
        read => ref $read eq 'HASH' ? $read : $known->{read}};
    return $known->{read};
}

# Without its comments. In a string // is no comment.
sub _Bare {
    my ($text) = @_;
    return $text =~ s{("(?:[^"\\]|\\.)*+")|//[^\n]*}{$1 // ''}gesr;
}

sub _Key {
    my ($secret, $folder) = @_;
    if ($secret =~ /^env:(.+)/s) {
        $secret = $ENV{$1} // return;
    }
    elsif ($secret =~ /^file:(.+)/s) {
        my $path = $1;
        $path   = "$folder/$path" if $path !~ m{^/};
        $secret = _Slurp($path) // return;
    }
    my ($base64) = $secret =~ m{^\s*(?:whsec_)?([A-Za-z0-9+/]+=*)\s*$};
    my $key = decode_base64($base64 // '');
    return $key if length $key >= SHORTEST;
    RT->Logger->error('Attune: what a webhook is to be verified with is not '
        . '"whsec_" and the base64 of 24 bytes or more');
    return;
}

sub _Slurp {
    my ($path) = @_;
    open my $file, '<:raw', $path or do {
        RT->Logger->error("Attune: $path: $!");
        return;
    };
    local $/;
    return scalar readline $file;
}

1;
