package RT::Extension::Attune::Events;

use strict;
use warnings;

use JSON        ();
use Time::Local ();
use RT::Extension::Attune::Engine;
use RT::Extension::Attune::Message;

=encoding utf8

=head1 NAME

RT::Extension::Attune::Events - what was said about a ticket, until it is old

=head1 DESCRIPTION

Each event is an attribute of its own of the ticket (a breather, which is for
the agent alone, one of the agent's user): workers that write at once then lose
nothing, as they would in one list that each reads and writes back. Of the same
event twice whoever writes last removes one, and readers see one in any case.

=cut

use constant {
    NAME => 'Attune',
    MOST => 5,          # of each type; the newest are kept
};
use constant PROMPT => 'validation.prompted';

# What complaints have in common is about other people's tickets as well, which
# an agent of this one may not be allowed to see: it is none of these.
my %ABOUT_TICKETS = map { $_ => 1 } PROMPT,
    qw(escalation.advised follow_up.due breather.suggested);
my $json = JSON->new->ascii->canonical;

=head2 Keep EVENT, DELIVERY

Keeps an event with all it is about.

=cut

sub Keep {
    my ($class, $event, $delivery) = @_;
    my ($type, $data) = @$event{qw(type data)};
    RT->Logger->error("Attune: the manifest was rejected: $data->{report}")
        if $type eq 'manifest.rejected' && defined $data->{report};
    return unless $ABOUT_TICKETS{$type};
    my $until = _Time($data->{expires_at});
    return if !$until || $until <= time;
    return if $type eq PROMPT && ($data->{message} // '') !~ /^\d{1,12}$/;
    my $id = substr $data->{suggestion} // $delivery, 0, 255;
    _KeepWith($_, $id, {type => $type, data => $data, until => $until})
        for _About($type, $data);
    return;
}

# The ticket, or the user, that an event is about.
sub _About {
    my ($type, $data) = @_;
    if ($type eq 'breather.suggested') {
        my ($id) = ($data->{agent} // '') =~ /^(\d{1,9})$/;
        my $user = _User($id // 0);
        return $user->id ? $user : ();
    }
    my $ticket =
        RT::Extension::Attune::Message->TicketOf($data->{conversation});
    return $ticket->id && $ticket->Status !~ /^(?:rejected|deleted)$/
        ? $ticket : ();
}

sub _KeepWith {
    my ($object, $id, $event) = @_;
    return if grep { $_->Description eq $id } _Attributes($object);
    my ($added, $why) = $object->AddAttribute(Name => NAME,
        Description => $id, Content => $json->encode($event));
    die "cannot keep $id: $why\n" unless $added;
    _Tidy($object, $event->{data}{supersedes} // '');
    return;
}

# With what was just added: a delivery that we were slow to answer may have
# been repeated meanwhile, and its other worker have looked before we wrote.
sub _Tidy {
    my ($object, $superseded) = @_;
    my (%of, %seen);
    for my $attribute (reverse _Attributes($object)) {
        my $event = _Event($attribute);
        $attribute->Delete
            if !$event || $seen{$attribute->Description}++
            || $attribute->Description eq $superseded
            || ++$of{$event->{type}} > MOST
            || _IsOld($event, \%seen);
    }
    return;
}

# A prompt lasts until its message is read once more, as after a merge.
sub _IsOld {
    my ($event, $seen) = @_;
    return $event->{until} <= time if $event->{type} ne PROMPT;
    return $seen->{"message $event->{data}{message}"}++;
}

=head2 For TICKET, USER

C<< {prompt => …, notices => […]} >>

=cut

sub For {
    my ($class, $ticket, $user) = @_;
    my $self = _User($user->id);
    my (%seen, $prompt, @notices);
    for my $attribute (reverse _Attributes($ticket), _Attributes($self)) {
        my $event = _Event($attribute);
        next if !$event || $seen{$attribute->Description}++;
        if ($event->{type} eq PROMPT) {
            $prompt = $event if !$prompt || _IsLater($event, $prompt);
        }
        elsif ($event->{until} > time) {
            push @notices, {%{$event->{data}}, type => $event->{type},
                at => $attribute->CreatedObj->Unix};
        }
    }
    return {
        prompt  => $prompt ? scalar _Current($ticket, $prompt) : undef,
        notices => [grep { !_IsKept($ticket, $_) } @notices],
    };
}

# Of copies: what was compared as a number would be written as one.
sub _IsLater {
    my ($message, $other) = map { "$_->{data}{message}" } @_;
    return $message > $other;
}

# A prompt is for the message that waits for an answer. After half an hour it
# is read once more: what else was said since counts, and the ticket may well
# be opened the next morning.
sub _Current {
    my ($ticket, $prompt) = @_;
    my $id = $prompt->{data}{message};
    return if _Answered($ticket, sub { $_[0]->id > $id });
    return $prompt->{data} if $prompt->{until} > time;
    my $transaction = RT::Transaction->new(RT->SystemUser);
    $transaction->Load($id);
    my ($call, @message) =
        RT::Extension::Attune::Message->Of($transaction, $ticket) or return;
    my $read = RT::Extension::Attune::Engine->Document(read => @message,
        context => RT::Extension::Attune::Message->Context($ticket, $id));
    return $read && {%$read, suggestion => $prompt->{data}{suggestion}};
}

# The agent has answered since.
sub _IsKept {
    my ($ticket, $notice) = @_;
    return $notice->{type} eq 'follow_up.due'
        && _Answered($ticket, sub { $_[0]->CreatedObj->Unix > $notice->{at} });
}

# Whether an agent has answered, as far back as SINCE says.
sub _Answered {
    my ($ticket, $since) = @_;
    my $messages = RT::Extension::Attune::Message->Messages($ticket);
    $messages->RowsPerPage(20);
    while (my $message = $messages->Next) {
        return 0 unless $since->($message);
        my $call =
            RT::Extension::Attune::Message->Direction($message, $ticket);
        return 1 if ($call // '') eq 'outgoing';
    }
    return 0;
}

=head2 Settle TICKET, USER, SUGGESTION, ACTION

Forgets one event, which was taken or dismissed.

=cut

sub Settle {
    my ($class, $ticket, $user, $suggestion, $action) = @_;
    my $self = _User($user->id);
    for my $attribute (_Attributes($ticket), _Attributes($self)) {
        next if $attribute->Description ne $suggestion;
        my $event = _Event($attribute);
        $attribute->Delete unless $action eq 'accepted' && $event
            && $event->{type} eq PROMPT;
    }
    return;
}

=head2 Forget TICKET

=cut

sub Forget {
    my ($class, $ticket) = @_;
    $_->Delete for _Attributes($ticket);
    return;
}

sub _User {
    my ($id) = @_;
    my $user = RT::User->new(RT->SystemUser);
    $user->Load($id);
    return $user;
}

# Freshly read: another worker may have written. A ticket has those of the ones
# that were merged into it.
sub _Attributes {
    my ($object) = @_;
    my @ids = $object->id;
    push @ids, RT::Extension::Attune::Message->Merged($object)
        if $object->isa('RT::Ticket');
    my $attributes = RT::Attributes->new(RT->SystemUser);
    $attributes->Limit(FIELD => 'ObjectType', VALUE => ref $object);
    $attributes->Limit(FIELD => 'ObjectId', OPERATOR => 'IN', VALUE => \@ids);
    $attributes->Limit(FIELD => 'Name', VALUE => NAME);
    $attributes->OrderBy(FIELD => 'id');
    return @{$attributes->ItemsArrayRef};
}

sub _Event {
    my ($attribute) = @_;
    local $@;
    my $event = eval { $json->decode($attribute->Content) };
    return ref $event eq 'HASH' ? $event : undef;
}

sub _Time {
    my ($text) = @_;
    my @parts = ($text // '') =~
        /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z$/ or return;
    local $@;
    return eval { Time::Local::timegm(@parts[5, 4, 3, 2], $parts[1] - 1,
        $parts[0]) };
}

1;
