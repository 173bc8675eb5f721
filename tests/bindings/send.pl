#!/usr/bin/perl

# Sends the messages by the Perl binding: send.pl MANIFEST MESSAGES OUT.

use strict;
use warnings;
use lib 'examples/bindings/perl';
use Attune;
use File::Copy  qw(copy);
use JSON::PP    qw(decode_json);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my ($manifest, $source, $out) = @ARGV;
open my $lines, '<', $source or die $!;
my @calls;
while (<$lines>) {
    my %fields = %{decode_json($_)};
    my ($call, $process) = delete @fields{qw(call process)};
    my @said = delete @fields{qw(conversation id text)};
    push @calls, [$call, $process, @said, %fields];
}

sub hand_over {
    my ($plugin, $process) = @_;
    for (@calls) {
        my ($call, $belongs, @message) = @$_;
        $plugin->$call(@message) if $belongs == $process;
    }
}

my $plugin = Attune->open($manifest);
open my $documents, '>', "$out/documents" or die $!;
for (@calls) {
    my ($call, undef, @message) = @$_;
    my $judge = $call eq 'incoming' ? 'read_json' : 'review_json';
    print $documents $plugin->$judge(@message), "\n";
}
close $documents;

my $child = fork // die $!;
if ($child == 0) {
    hand_over($plugin, 1);
    $plugin->close(10);
    exit 0;
}
hand_over($plugin, 0);
waitpid $child, 0;
die "the child failed: $?" if $?;

$plugin->feedback('odd-nul', 'sug_x', 'dismissed', rule => 'canned',
    reason => 'no');
$plugin->conversation('odd-nul', 'resolved');
$plugin->drain;
$plugin->reload;
die $plugin->stats if $plugin->stats !~ /action="dismissed"/;

open my $answer, '>', "$out/answer" or die $!;
print $answer $plugin->query_json(what => 'settings', team => 'billing');
close $answer;

open my $errors, '>', "$out/errors" or die $!;

sub wrong {
    my ($name, $mistake) = @_;
    my $told = eval { $mistake->(); 'accepted' }
        // (ref $@ ? $@->status : 'refused');
    my $message = "$@";
    print $errors "$name $told\n";
    return $message;
}
wrong('missing',  sub { Attune->open("$manifest.none") });
wrong('mistaken', sub { Attune->open("$manifest.wrong") });
wrong('no id',    sub { $plugin->incoming('c',    '',  'text') });
wrong('nul',      sub { $plugin->incoming("c\0d", '1', 'text') });
wrong('large',    sub { $plugin->incoming('c',    '1', 'x' x 70000) });
wrong('time', sub { $plugin->incoming('c', '1', 'text', sent_at_ms => -1) });
wrong('revision',
    sub { $plugin->incoming('c', '1', 'text', revision => 2**62) });
wrong('action', sub { $plugin->conversation('', 'resolved') });
wrong('at', sub { $plugin->conversation('c', 'resolved', at_ms => -1) });

my $text = $calls[-1][4];
wrong('path', sub { Attune->open("$manifest\0") });
wrong('full', sub {
    my $full = Attune->open("$manifest.full");
    $full->incoming('full', $_, $text) for 1 .. 1_000_000;
});
wrong('reload', sub {
    my $broken = Attune->open("$manifest.reload");
    copy("$manifest.wrong", "$manifest.reload") or die $!;
    $broken->reload;
}) =~ /warmth/ or die 'reload does not say what is wrong';
wrong('question', sub { $plugin->query(what => 'letter', id => 'none') })
    =~ /letter/ or die 'query does not say what is wrong';
for (sub { $plugin->incoming('c', '1', undef) },
    sub { $plugin->incoming('c', '1', 'text', agnet => 'tom') },
    sub { $plugin->incoming('c', '1', 'text', revision => 'three') },
    sub { $plugin->incoming('c', '1', 'text', sent_at_ms => 2**70) })
{
    die 'a mistake was taken' if eval { $_->(); 1 };
}

my $quiet = Attune->open("$manifest.quiet");
my @taken;
for my $number (1 .. 2000) {
    my $before = clock_gettime(CLOCK_MONOTONIC);
    $quiet->incoming("cost-$number", '1', $text);
    push @taken, clock_gettime(CLOCK_MONOTONIC) - $before;
}
open my $cost, '>', "$out/cost" or die $!;
printf $cost "%d\n", 1e9 * (sort { $a <=> $b } @taken)[1000];
close $cost;
$quiet->drain(10);
$quiet->close;
$plugin->close;
$plugin->close;
wrong('closed', sub { $plugin->incoming('c', '1', 'text') });
close $errors;
Attune->open("$manifest.quiet")->incoming('c', '1', 'text');    # left open
