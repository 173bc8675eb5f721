#!/usr/bin/perl

# What an agent's reply costs RT with Attune and without, each a whole request
# in one process, in turn:
#   cost.pl PAIRS TICKET-WITH TICKET-WITHOUT
# The tickets are alike and in one queue, for which it is switched on and off.
# Prints JSON: medians in ms of the time until the answer is there, of that
# until the process is free for the next request, and of this thread's CPU time
# for the whole; without, and what those with took more than the ones beside.

use strict;
use warnings;
use lib grep { -d } qw(/usr/share/request-tracker5/lib /opt/rt5/lib);
use JSON ();
use HTTP::Message::PSGI qw(req_to_psgi res_from_psgi);
use HTTP::Request::Common qw(POST);
use Plack::Util ();
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
use RT;

use constant CLOCK_THREAD_CPUTIME_ID => 3;    # Linux; not in Time::HiRes
use constant WARM => 10;

my ($pairs, @tickets) = @ARGV;
RT->LoadConfig;
RT->Init(Heavy => 1);
require RT::Interface::Web::Handler;
my $app = RT::Interface::Web::Handler->PSGIApp;

my ($cookie, $base) = ('', RT->Config->Get('WebBaseURL'));

# A request as a server would hand it on; the answer with its body.
sub request {
    my ($method, $path, %form) = @_;
    my $request = $method eq 'GET' ? HTTP::Request->new(GET => $base . $path)
        : POST($base . $path, [%form]);
    $request->header(Referer => $base . $path, Cookie => $cookie);
    my $answer = res_from_psgi(answer_to($request));
    ($cookie) = $answer->header('Set-Cookie') =~ /^([^;]+)/
        if $answer->header('Set-Cookie');
    die $answer->as_string if $answer->code >= 400;
    return $answer;
}

# As servers take it, so that what RT does behind its answer is told apart.
my $answered;

sub answer_to {
    my ($request) = @_;
    my $given = $app->(req_to_psgi($request));
    return $given if ref $given eq 'ARRAY';
    my ($answer, @body);
    $given->(sub {
        ($answer) = @_;
        $answered = clock_gettime(CLOCK_MONOTONIC);
        return Plack::Util::inline_object(
            write => sub { push @body, @_ },
            close => sub { $answered = clock_gettime(CLOCK_MONOTONIC) });
    });
    return [@$answer[0, 1], $answer->[2] // \@body];
}

# The web form's, since a request of REST with a password spends most of its
# time on that.
sub reply {
    my ($ticket, $number) = @_;
    my $answer = request(POST => "/Ticket/Update.html?id=$ticket",
        id => $ticket, Action => 'Respond', UpdateType => 'response',
        UpdateContentType => 'text/plain', SubmitTicket => 'Update Ticket',
        UpdateContent => "Hello Anna,\n\nI am sorry that your parcel came "
            . "broken. I have sent you a new one today, which will be with you "
            . "by Friday; you need not return the old one. ($number)\n\nMia");
    die $answer->as_string if $answer->code != 302;
    return;
}

request(GET => '/');
request(POST => '/NoAuth/Login.html', user => 'mia', pass => 'mia-agent-pw');
my (@answer, @time, @cpu);
for my $number (1 - WARM .. $pairs) {
    # First the one, then the other: what grows or warms up is shared.
    for my $which ($number % 2 ? (0, 1) : (1, 0)) {
        RT->Config->Set('AttuneQueues', $which == 0 ? 'General' : 'None');
        my @began = map { clock_gettime($_) } CLOCK_MONOTONIC,
            CLOCK_THREAD_CPUTIME_ID;
        reply($tickets[$which], $number);
        next if $number < 1;
        push @{$answer[$which]}, 1000 * ($answered - $began[0]);
        push @{$time[$which]}, 1000 * (clock_gettime(CLOCK_MONOTONIC)
            - $began[0]);
        push @{$cpu[$which]}, 1000 * (clock_gettime(CLOCK_THREAD_CPUTIME_ID)
            - $began[1]);
    }
}

sub median { (sort { $a <=> $b } @_)[@_ / 2] }

sub told {
    my ($with, $without) = @_;
    return {without => median(@$without),
        more => median(map { $with->[$_] - $without->[$_] } 0 .. $#$with)};
}

print JSON->new->canonical->encode({answer => told(@answer),
    time => told(@time), cpu => told(@cpu)}), "\n";
