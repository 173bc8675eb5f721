package RT::Extension::Attune::Handover;

use strict;
use warnings;

use RT::Extension::Attune::Events;
use RT::Extension::Attune::Engine;
use RT::Extension::Attune::Journal;
use RT::Extension::Attune::Manifest;
use RT::Extension::Attune::Message;

=head1 NAME

RT::Extension::Attune::Handover - what a request brought, told when it is over

=head1 DESCRIPTION

A rule runs before its transaction is committed: a webhook that comes a
millisecond later would find no ticket, and what is rolled back was never said.
So transactions are noted, and looked at and handed over when the request was
answered, or in a program without requests at its end. A journal tells the next
process what one that was killed in between had noted.

=cut

use constant {
    BUSY   => -2,
    MEMORY => -7,
    MOST   => 500,    # waiting: a program without requests, an import
    TRIES  => 50,     # at the end, a tenth of a second apart
};

# What is to be told, each with the row of the database that says whether.
my @waiting;

# Something was given up: the journal is to stay, for the next process.
my $given_up = 0;
my $recovered = 0;

=head2 Add TRANSACTION, TICKET

=cut

sub Add {
    my ($class, $transaction, $ticket) = @_;
    return unless RT::Extension::Attune::Engine->Plugin;
    local ($@, $SIG{__DIE__});
    eval {
        _Wait({id => $transaction->id,
            transaction => $transaction, ticket => $ticket})
            if _Concerns($transaction, $ticket);
        1;
    } or RT->Logger->error("Attune: $@");
    return;
}

# What it says is looked at later. Of a queue that it is not for only ends are
# told, since it may have been for it.
sub _Concerns {
    my ($transaction, $ticket) = @_;
    my $type = $transaction->Type;
    return $transaction->Field eq 'MergedInto' if $type eq 'AddLink';
    return $type eq 'Status' || RT::Extension::Attune::Message->IsOn($ticket);
}

=head2 Erase TICKET

For what has no transaction, since not even those stay.

=cut

sub Erase {
    my ($class, $ticket) = @_;
    push @waiting, {wiped => $ticket->id}
        if RT::Extension::Attune::Engine->Plugin;
    return;
}

sub _Wait {
    my ($what) = @_;
    RT::Extension::Attune::Journal->Mark;
    $what->{transaction}->CreatorObj;    # which RT has at hand as yet
    push @waiting, $what;
    if (@waiting > MOST && !$waiting[0]{wiped}) {
        shift @waiting;
        $given_up = 1;
    }
    return;
}

=head2 Waits

Whether this process has something to tell, or to look after.

=cut

sub Waits { @waiting || $recovered != $$ }

=head2 Flush

Hands over what waits.

=cut

sub Flush {
    my ($class) = @_;
    return unless $class->Waits;
    return if !$RT::Handle || $RT::Handle->TransactionDepth;
    local ($@, $SIG{__DIE__});
    eval { _Recover(); 1 } or RT->Logger->error("Attune: $@")
        if $recovered != $$;
    return unless RT::Extension::Attune::Engine->Plugin;
    for (1 .. @waiting) {
        # It stays in the list until it was told: a signal may end us here.
        my $rest = _HandOver($waiting[0]);
        push @waiting, $rest if $rest;
        shift @waiting;
    }
    return;
}

# What is left to be told with the next request, if anything: what the plugin
# has no room for, or what a database that did not answer knows of.
sub _HandOver {
    my ($what) = @_;
    my @calls = eval { $what->{calls} ? @{$what->{calls}} : _Calls($what) };
    if ($@) {
        RT->Logger->error("Attune: $@");
        return $what unless $what->{failed}++;
        $given_up = 1;
        return;
    }
    while (@calls) {
        my $status = RT::Extension::Attune::Engine->Tell(@{$calls[0]});
        last if $status == BUSY || $status == MEMORY;
        shift @calls;
    }
    return @calls && {%$what, calls => \@calls};
}

sub _Calls {
    my ($what) = @_;
    if (my $id = $what->{wiped}) {
        return _IsThere(Tickets => $id) ? () : _Erased($id, time);
    }
    return unless _IsThere(Transactions => $what->{id});
    return _Told(@$what{qw(transaction ticket)});
}

# RT's own records may be those of its cache, which does not know of a
# rollback.
sub _IsThere {
    my ($table, $id) = @_;
    return $RT::Handle->dbh->selectrow_array(
        "SELECT id FROM $table WHERE id = ?", undef, $id);
}

# What is told twice changes nothing, so the last minutes of a process that
# was killed are told again.
sub _Recover {
    $recovered = $$;
    return unless RT::Extension::Attune::Engine->Plugin;
    $given_up = 1;    # until it is in the list: the others' files are gone
    my $since = RT::Extension::Attune::Journal->Crashed;
    my @found = defined $since ? _FoundSince($since) : ();
    unshift @waiting, @found;
    $given_up = 0;
    RT->Logger->info('Attune: a process was killed; told again: ' . @found)
        if defined $since;
    return;
}

sub _FoundSince {
    my ($since) = @_;
    my %known = map { $_->{id} // 0 => 1 } @waiting;
    return map { _Found($_) } grep { !$known{$_->id} } _Since($since);
}

sub _Since {
    my ($since) = @_;
    my $from = RT::Date->new(RT->SystemUser);
    $from->Set(Format => 'unix', Value => $since);
    my $transactions = RT::Transactions->new(RT->SystemUser);
    $transactions->Limit(FIELD => 'ObjectType', VALUE => 'RT::Ticket');
    $transactions->Limit(FIELD => 'Created', OPERATOR => '>=',
        VALUE => $from->ISO);
    $transactions->Limit(FIELD => 'Type', OPERATOR => 'IN',
        VALUE => [qw(Create Correspond Status AddLink)]);
    $transactions->OrderBy(FIELD => 'id', ORDER => 'DESC');
    $transactions->RowsPerPage(MOST);
    return reverse @{$transactions->ItemsArrayRef};
}

sub _Found {
    my ($transaction) = @_;
    my $ticket = RT::Extension::Attune::Message->Ticket($transaction->ObjectId);
    return unless $ticket->id && _Concerns($transaction, $ticket);
    return {id => $transaction->id,
        transaction => $transaction, ticket => $ticket};
}

# The calls, each with its arguments.
sub _Told {
    my ($transaction, $ticket) = @_;
    my $type = $transaction->Type;
    return _ToldStatus($transaction, $ticket) if $type eq 'Status';
    return _ToldMerge($transaction, $ticket)  if $type eq 'AddLink';
    my @message =
        RT::Extension::Attune::Message->Of($transaction, $ticket) or return;
    push @message, _Context($ticket, $transaction) if $type ne 'Create';
    return \@message;
}

# Without a store a process knows of a ticket what itself has seen; and of a
# ticket that was merged into it nothing.
sub _Context {
    my ($ticket, $transaction) = @_;
    return if RT::Extension::Attune::Manifest->IsLasting
        && !RT::Extension::Attune::Message->Merged($ticket);
    return (context =>
        RT::Extension::Attune::Message->Context($ticket, $transaction->id));
}

sub _ToldStatus {
    my ($transaction, $ticket) = @_;
    my $cycle = $ticket->LifecycleObj;
    my ($old, $new) = ($transaction->OldValue, $transaction->NewValue);
    my $state
        = $new eq 'deleted'                                      ? 'erased'
        : $cycle->IsInactive($new) && !$cycle->IsInactive($old)  ? 'resolved'
        : !$cycle->IsInactive($new) && $cycle->IsInactive($old)  ? 'reopened'
        :                                                          return;
    # As it is now: what is told again may have been reopened since.
    RT::Extension::Attune::Events->Forget($ticket)
        if $state ne 'reopened' && $cycle->IsInactive($ticket->Status);
    my $at = $transaction->CreatedObj->Unix;
    return map { _Erased($_, $at) } $ticket->id,
        RT::Extension::Attune::Message->Merged($ticket) if $state eq 'erased';
    return unless RT::Extension::Attune::Message->IsOn($ticket);
    return [conversation =>
        RT::Extension::Attune::Message->Conversation($ticket), $state,
        at_ms => 1000 * $at];
}

# The conversation goes on under the other ticket's name: what was promised in
# it, and what waits for an answer. Either has the link; the merged one tells.
sub _ToldMerge {
    my ($transaction, $ticket) = @_;
    my $merged = $transaction->ObjectId;
    return if $transaction->Field ne 'MergedInto' || $merged == $ticket->id;
    my @erased = _Erased($merged, $transaction->CreatedObj->Unix);
    return @erased unless RT::Extension::Attune::Message->IsOn($ticket);
    my ($answered, @told);
    for my $one (RT::Extension::Attune::Message->Latest($ticket)) {
        my @message =
            RT::Extension::Attune::Message->Of($one, $ticket) or next;
        $answered ||= $message[0] eq 'outgoing';
        next if $one->ObjectId == $ticket->id
            || ($answered && $message[0] eq 'incoming');
        unshift @told, [@message, _Context($ticket, $one)];
    }
    return @told, @erased;
}

sub _Erased {
    my ($id, $at) = @_;
    return [conversation =>
        RT::Extension::Attune::Message->Conversation($id), 'erased',
        at_ms => 1000 * $at];
}

# As an overlay would: RT::Shredder leaves no transaction to tell by.
sub RT::Ticket::BeforeWipeout {
    my ($ticket) = @_;
    __PACKAGE__->Erase($ticket);
    return RT::Record::BeforeWipeout(@_);
}

# There is no next request; a queue that is full is soon empty.
sub _FlushAll {
    for (1 .. TRIES) {
        __PACKAGE__->Flush if @waiting;
        return if !@waiting || !$RT::Handle || $RT::Handle->TransactionDepth;
        select undef, undef, undef, 0.1;
    }
    return;
}

# Starlet and Starman end their workers, also those that served enough, by way
# of this; Starman amid a request, as when the database has just committed and
# RT does not know of it yet. The exit code is the server's.
END {
    local ($?, $@);
    eval {
        _FlushAll();
        RT::Extension::Attune::Journal->Done
            if RT::Extension::Attune::Engine->Close && !@waiting && !$given_up;
    };
}

1;
