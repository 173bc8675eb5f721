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
So messages are noted, and handed over when the request was answered, or in a
program without requests at its end. A journal tells the next process what one
that was killed in between had noted.

=cut

use constant {
    BUSY   => -2,
    MEMORY => -7,
    MOST   => 500,    # waiting: a program without requests, an import
};

# Ids of transactions, and beside them what is to be told.
my @waiting;
my $recovered = 0;

=head2 Add TRANSACTION, TICKET

=cut

sub Add {
    my ($class, $transaction, $ticket) = @_;
    return unless RT::Extension::Attune::Engine->Plugin;
    local ($@, $SIG{__DIE__});
    eval {
        if (my @told = _Told($transaction, $ticket)) {
            RT::Extension::Attune::Journal->Mark;
            push @waiting, [$transaction->id, @told];
            shift @waiting if @waiting > MOST;
        }
        1;
    } or RT->Logger->error("Attune: $@");
    return;
}

=head2 Flush

Hands over what waits.

=cut

sub Flush {
    my ($class) = @_;
    return if $recovered == $$ && !@waiting;
    return if !$RT::Handle || $RT::Handle->TransactionDepth;
    local ($@, $SIG{__DIE__});
    eval { _Recover(); 1 } or RT->Logger->error("Attune: $@")
        if $recovered != $$;
    my @now = splice @waiting;
    return unless RT::Extension::Attune::Engine->Plugin;
    for my $told (@now) {
        my ($id, @call) = @$told;
        next unless eval { _IsThere($id) };
        my $status = RT::Extension::Attune::Engine->Tell(@call);
        push @waiting, $told if $status == BUSY || $status == MEMORY;
    }
    return;
}

# RT's own records may be those of its cache, which does not know of a
# rollback.
sub _IsThere {
    my ($id) = @_;
    return $RT::Handle->dbh->selectrow_array(
        'SELECT id FROM Transactions WHERE id = ?', undef, $id);
}

# What is told twice changes nothing, so the last minutes of a process that
# was killed are told again.
sub _Recover {
    $recovered = $$;
    return unless RT::Extension::Attune::Engine->Plugin;
    my $since = RT::Extension::Attune::Journal->Crashed or return;
    my @found = map { _Found($_) } _Since($since);
    my %known = map { $_->[0] => 1 } @waiting;
    unshift @waiting, grep { !$known{$_->[0]} } @found;
    RT->Logger->info('Attune: a process was killed; told again: ' . @found);
    return;
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
        VALUE => [qw(Create Correspond Status)]);
    $transactions->OrderBy(FIELD => 'id', ORDER => 'DESC');
    $transactions->RowsPerPage(MOST);
    return reverse @{$transactions->ItemsArrayRef};
}

sub _Found {
    my ($transaction) = @_;
    my $ticket = RT::Extension::Attune::Message->Ticket($transaction->ObjectId);
    my @told = $ticket->id ? _Told($transaction, $ticket) : ();
    return @told ? [$transaction->id, @told] : ();
}

# The call and its arguments; nothing when there is nothing to tell.
sub _Told {
    my ($transaction, $ticket) = @_;
    return unless RT::Extension::Attune::Message->IsOn($ticket);
    return _ToldStatus($transaction, $ticket)
        if $transaction->Type eq 'Status';
    my @message =
        RT::Extension::Attune::Message->Of($transaction, $ticket) or return;
    # Without a store a process knows of a ticket what itself has seen.
    push @message, context =>
        RT::Extension::Attune::Message->Context($ticket, $transaction->id)
        if $transaction->Type ne 'Create'
        && !RT::Extension::Attune::Manifest->IsLasting;
    return @message;
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
    RT::Extension::Attune::Events->Forget($ticket) if $state ne 'reopened';
    return (conversation =>
        RT::Extension::Attune::Message->Conversation($ticket), $state,
        at_ms => 1000 * $transaction->CreatedObj->Unix);
}

# Starlet and Starman end their workers, also those that served enough, by way
# of this. The exit code is the server's.
END {
    local ($?, $@);
    eval {
        __PACKAGE__->Flush if @waiting;
        RT::Extension::Attune::Journal->Done
            if RT::Extension::Attune::Engine->Close;
    };
}

1;
