package RT::Extension::Attune::Manifest;

use strict;
use warnings;

use File::Basename qw(dirname);
use JSON           ();

=head1 NAME

RT::Extension::Attune::Manifest - what the webhook needs of plugin.manifest

=cut

my $known = {stamp => ''};

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

# Read again when it was replaced, as the plugin does.
sub _Read {
    my $path  = RT->Config->Get('AttuneManifest');
    my $stamp = join ' ', $path, (stat $path)[1, 7, 9];
    return $known->{read} if $known->{stamp} eq $stamp;
    local $@;
    my $read = eval { JSON->new->utf8->decode(_Bare(_Slurp($path))) };
    $known = {stamp => $stamp, read => ref $read eq 'HASH' ? $read : {}};
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
        my $path = $1 =~ m{^/} ? $1 : "$folder/$1";
        $secret = _Slurp($path) // return;
    }
    require MIME::Base64;
    my ($base64) =
        $secret =~ m{^\s*(?:whsec_)?([A-Za-z0-9+/]+=*)\s*$} or return;
    return MIME::Base64::decode_base64($base64);
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
