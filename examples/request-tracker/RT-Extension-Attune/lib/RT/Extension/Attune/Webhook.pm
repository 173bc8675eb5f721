package RT::Extension::Attune::Webhook;

use strict;
use warnings;

use Digest::SHA  qw(hmac_sha256_base64);
use JSON         ();
use RT::Extension::Attune::Events;
use RT::Extension::Attune::Manifest;

=head1 NAME

RT::Extension::Attune::Webhook - takes what the plugin says

=head1 DESCRIPTION

POST to C</attune/webhook>, signed as the Standard Webhooks say. 204: it was
taken, or it is about something that is gone. 401: the signature is not ours,
or old. 400 and 413: it is no event. 503: the database is away, and the plugin
sends it again.

=cut

use constant {
    MOST    => 128 * 1024,    # bytes; an event has at most 20 kB
    SECONDS => 300,           # between the signature and now
};

=head2 Answer ENV

=cut

sub Answer {
    my ($class, $env) = @_;
    local ($@, $SIG{__DIE__});
    my $status = eval { $class->_Status($env) };
    if (!defined $status) {
        RT->Logger->error("Attune: webhook: $@");
        $status = 503;
    }
    eval { RT::Interface::Web::Handler->CleanupRequest };
    my @headers = $status == 405 ? (Allow => 'POST') : ();
    push @headers, 'Content-Length' => 0 if $status != 204;
    return [$status, \@headers, []];
}

sub _Status {
    my ($class, $env) = @_;
    return 405 unless $env->{REQUEST_METHOD} eq 'POST';
    my $body = _Body($env);
    return 413 unless defined $body;
    my @signed = map { $env->{"HTTP_WEBHOOK_$_"} } qw(ID TIMESTAMP SIGNATURE);
    return _Refused(@signed) unless $class->IsSigned($body, @signed);
    my $event = eval { JSON->new->utf8->decode($body) };
    return 400 unless ref $event eq 'HASH' && ref $event->{data} eq 'HASH'
        && !ref $event->{type} && length($event->{type} // '');
    RT::ConnectToDatabase();
    RT::Extension::Attune::Events->Keep($event, $env->{HTTP_WEBHOOK_ID});
    return 204;
}

# Most likely another secret than the manifest's: whoever set it looks here.
sub _Refused {
    my ($id) = @_;
    RT->Logger->warning('Attune: webhook: its signature is not ours, or old')
        if defined $id;
    return 401;
}

sub _Body {
    my ($env) = @_;
    return if ($env->{CONTENT_LENGTH} // 0) > MOST;
    my $body = '';
    while ((my $left = MOST + 1 - length $body) > 0) {
        my $got = $env->{'psgi.input'}->read($body, $left, length $body);
        last unless $got;
    }
    return length $body > MOST ? undef : $body;
}

=head2 IsSigned BODY, ID, TIMESTAMP, SIGNATURES

By any of our keys; there are two while they change over.

=cut

sub IsSigned {
    my ($class, $body, $id, $at, $signatures) = @_;
    return 0 if grep { !length($_ // '') } $id, $at, $signatures;
    return 0 unless $at =~ /^\d{1,12}$/ && abs(time - $at) <= SECONDS;
    my @given = grep { defined } map { /^v1,(.*)/s ? $1 : undef }
        split / /, $signatures;
    my $right = 0;
    for my $key (RT::Extension::Attune::Manifest->Secrets) {
        my $expected = hmac_sha256_base64("$id.$at.$body", $key) . '=';
        $right |= _IsSame($expected, $_) for @given;
    }
    return $right;
}

# How long it takes does not tell how much was right.
sub _IsSame {
    my ($expected, $given) = @_;
    return 0 if length $expected != length $given;
    return unpack('%32C*', $expected ^ $given) == 0 ? 1 : 0;
}

1;
