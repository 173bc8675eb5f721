package Handler;

# For mod_perl: opened in Apache's parent, used in its children. The parent
# loads this twice, and what is open twice is not closed by one close.

use strict;
use warnings;
use lib "$ENV{ATTUNE_BINDINGS}/perl";
use Apache2::Const -compile => qw(OK HTTP_NO_CONTENT);
use Apache2::RequestIO  ();
use Apache2::RequestRec ();
use Apache2::ServerUtil ();
use APR::Table ();
use Attune;
use JSON::PP qw(decode_json);

my $plugin;
$plugin = Attune->open($ENV{ATTUNE_MANIFEST})
    if Apache2::ServerUtil::restart_count() > 1;

sub handler {
    my ($request) = @_;
    $request->read(my $body, $request->headers_in->{'Content-Length'});
    my $said = decode_json($body);
    $plugin->incoming(@$said{qw(conversation id text)})
        if $request->uri ne '/plain';
    $request->status(Apache2::Const::HTTP_NO_CONTENT);
    return Apache2::Const::OK;
}

sub leave {
    $plugin->close;
    return Apache2::Const::OK;
}

1;
