#!/usr/bin/perl

# For Starman with --preload-app: opened in the master, used in its workers.

use strict;
use warnings;
use lib "$ENV{ATTUNE_BINDINGS}/perl";
use Attune;
use JSON::PP qw(decode_json);

our $plugin = Attune->open($ENV{ATTUNE_MANIFEST});
END { $plugin->close if $plugin }

sub {
    my ($request) = @_;
    $request->{'psgi.input'}->read(my $body, $request->{CONTENT_LENGTH});
    my $said = decode_json($body);
    $plugin->incoming(@$said{qw(conversation id text)})
        if $request->{PATH_INFO} ne '/plain';
    return [204, [], []];
};
