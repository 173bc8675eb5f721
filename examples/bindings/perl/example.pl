#!/usr/bin/perl

# Reads a customer's message and reviews an answer to it.
#
#   ATTUNE_LIBRARY=…/attune.so perl example.pl …/plugin.manifest

use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Attune;

my $plugin = Attune->open($ARGV[0]);
my $asked  = 'Third time I write: my parcel NL-48213 has not come!';
$plugin->incoming('ticket-7', '1', $asked, customer_name => 'Marta');
$plugin->drain(5);    # for once the answer follows at once

my $reading = $plugin->read('ticket-7', '1', $asked)->{data}{reading};
print "feels $reading->{feeling}, heat $reading->{heat}\n";

my $draft = 'We apologize for any inconvenience. Unfortunately you must wait.';
my $review = $plugin->review('ticket-7', '2', $draft)->{data};
for my $match (@{$review->{matches} // []}) {    # none in draft.clear
    my ($from, $to) = @{$match->{range}{chars}};  # Perl counts characters
    print "$match->{rule}: '", substr($draft, $from, $to - $from), "'\n";
}
$plugin->feedback('ticket-7', $review->{suggestion}, 'shown', agent => 'tom');

eval { $plugin->incoming('ticket-7', '', $asked); 1 }
    or print "refused: $@";
$plugin->close;
