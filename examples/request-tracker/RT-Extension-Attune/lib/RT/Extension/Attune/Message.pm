package RT::Extension::Attune::Message;

use strict;
use warnings;

use JSON ();

=head1 NAME

RT::Extension::Attune::Message - RT's transactions as the plugin takes them

=head1 DESCRIPTION

Whoever is no agent of a ticket writes as its customer; what is no Create or
Correspond is nobody's message. Tickets and transactions are those of
C<< RT->SystemUser >>: rights are looked at where pages ask.

=cut

use constant {
    TEXT    => 16_000,    # characters; the rest of a mail is its history
    EARLIER => 10,        # messages of a context
    SHORT   => 4_000,     # characters of each of them
    FRESH   => 20,        # seconds for which a context may be taken again
};

=head2 Ticket ID

=cut

sub Ticket {
    my ($class, $id) = @_;
    my $ticket = RT::Ticket->new(RT->SystemUser);
    $ticket->Load($id);
    return $ticket;
}

=head2 IsOn TICKET

Whether the ticket's queue is one of those that Attune is for.

=cut

sub IsOn {
    my ($class, $ticket) = @_;
    my @queues = RT->Config->Get('AttuneQueues') or return 1;
    my $queue = $ticket->QueueObj;
    return scalar grep { $_ eq $queue->Name || $_ eq $queue->id } @queues;
}

=head2 IsAgent USER, TICKET

=cut

sub IsAgent {
    my ($class, $user, $ticket) = @_;
    return 0 unless $user->Privileged;
    return 0 if $ticket->IsRequestor($user->PrincipalId);
    my $group = RT->Config->Get('AttuneAgents');
    return !length($group // '') || _IsIn($user, $group) ? 1 : 0;
}

sub _IsIn {
    my ($user, $name) = @_;
    my $group = RT::Group->new(RT->SystemUser);
    $group->LoadUserDefinedGroup($name);
    return $group->id && $group->HasMemberRecursively($user->PrincipalId);
}

=head2 Conversation TICKET-OR-ID, TicketOf CONVERSATION

The name of a ticket for the plugin, whose store several RTs may share; and
the ticket of a name, loaded or not: that of a merged one is the other.

=cut

sub Conversation {
    my ($class, $ticket) = @_;
    my $id = ref $ticket ? $ticket->id : $ticket;
    return RT->Config->Get('Organization') . "/ticket/$id";
}

sub TicketOf {
    my ($class, $conversation) = @_;
    my $organization = RT->Config->Get('Organization');
    my ($id) = ($conversation // '') =~ m{^\Q$organization\E/ticket/(\d{1,9})$};
    return $class->Ticket($id // 0);
}

=head2 Merged TICKET

Ids of the tickets that were merged into it, whose transactions RT counts as
its own, while what else hangs on them stays with them.

=cut

sub Merged {
    my ($class, $ticket) = @_;
    return @{$RT::Handle->dbh->selectcol_arrayref(
        'SELECT id FROM Tickets WHERE EffectiveId = ? AND id <> ?',
        undef, ($ticket->id) x 2) || []};
}

=head2 Of TRANSACTION, TICKET

The call, C<incoming> or C<outgoing>, and its arguments; or nothing where it is
nobody's message.

=cut

sub Of {
    my ($class, $transaction, $ticket) = @_;
    my $call = $class->Direction($transaction, $ticket) or return;
    my ($text, $format) = _Text($transaction, TEXT) or return;
    my $author = $transaction->CreatorObj;
    my @who
        = $call eq 'outgoing' ? (stage => 'sent', $class->_Agent($author))
        : _SpeaksForCustomers($author) ? _Requestor($ticket)
        :                                _Customer($author);
    return ($call, $class->Conversation($ticket), $transaction->id, $text,
        format     => $format,
        sent_at_ms => 1000 * $transaction->CreatedObj->Unix,
        team       => $ticket->QueueObj->Name,
        channel    => _Channel($transaction),
        @who);
}

=head2 Direction TRANSACTION, TICKET

C<incoming>, C<outgoing>, or undef. An agent who opens a ticket for somebody
writes about the customer, neither as nor to her: nobody's message, unless
C<@AttuneSpeakForCustomers> has the user, such as that of a web form.

=cut

sub Direction {
    my ($class, $transaction, $ticket) = @_;
    my $type = $transaction->Type;
    return unless $type eq 'Create' || $type eq 'Correspond';
    my $author = $transaction->CreatorObj;
    return if $author->id == RT->SystemUser->id
        || $author->id == RT->Nobody->id;
    return 'incoming' if _SpeaksForCustomers($author)
        || !$class->IsAgent($author, $ticket);
    return $type eq 'Correspond' ? 'outgoing' : undef;
}

sub _SpeaksForCustomers {
    my ($user) = @_;
    my @names = RT->Config->Get('AttuneSpeakForCustomers') or return 0;
    my $name = $user->Name;
    return scalar grep { $_ eq $name } @names;
}

=head2 Draft TICKET, AGENT, TEXT, REVISION

The arguments of a review.

=cut

sub Draft {
    my ($class, $ticket, $agent, $text, $revision) = @_;
    ($revision) = ($revision // 0) =~ /^(\d{1,18})$/;
    return ($class->Conversation($ticket), 'draft-' . $agent->id,
        substr($text, 0, TEXT),
        stage    => 'draft',
        format   => 'text',
        revision => $revision // 0,
        team     => $ticket->QueueObj->Name,
        context  => $class->Context($ticket),
        $class->_Agent($agent),
        _Requestor($ticket));
}

=head2 Context TICKET, [BEFORE]

What was said on the ticket as JSON, of which another process may know what
this one does not; with BEFORE, until that transaction.

=cut

my %contexts;

sub Context {
    my ($class, $ticket, $before) = @_;
    my $key   = join '-', $ticket->id, $before // '', $ticket->LastUpdated;
    my $known = $contexts{$key};
    return $known->{json} if $known && $known->{until} > time;
    %contexts = () if keys %contexts > 50;
    my @said = map { $class->_Earlier($_, $ticket) }
        reverse $class->Latest($ticket, $before);
    my $json = JSON->new->encode(\@said);
    $contexts{$key} = {json => $json, until => time + FRESH};
    return $json;
}

sub _Earlier {
    my ($class, $transaction, $ticket) = @_;
    my $call = $class->Direction($transaction, $ticket) or return;
    my ($text, $format) = _Text($transaction, SHORT) or return;
    $text = RT::Interface::Email::ConvertHTMLToText($text)
        if $format eq 'html';
    return {
        from       => $call eq 'incoming' ? 'customer' : 'agent',
        text       => $text,
        id         => '' . $transaction->id,
        sent_at_ms => 1000 * $transaction->CreatedObj->Unix,
    };
}

=head2 Messages TICKET

The transactions that may be messages, the newest first.

=cut

sub Messages {
    my ($class, $ticket) = @_;
    my $transactions = $ticket->Transactions;
    $transactions->Limit(FIELD => 'Type', VALUE => $_)
        for qw(Create Correspond);
    $transactions->OrderBy(FIELD => 'id', ORDER => 'DESC');
    return $transactions;
}

=head2 Latest TICKET, [BEFORE]

As many of them as a context has.

=cut

sub Latest {
    my ($class, $ticket, $before) = @_;
    my $transactions = $class->Messages($ticket);
    $transactions->Limit(FIELD => 'id', OPERATOR => '<', VALUE => $before,
        ENTRYAGGREGATOR => 'AND') if $before;
    $transactions->RowsPerPage(EARLIER);
    return @{$transactions->ItemsArrayRef};
}

# The text a transaction says, its start, and how it is written: as it was
# written rather than as RT would convert it. A quoted history is the plugin's
# to leave alone.
sub _Text {
    my ($transaction, $most) = @_;
    my $part = $transaction->ContentObj(Type => 'text/plain') or return;
    my $text = $part->Content // '';
    return unless $text =~ /\S/;
    my $format = $part->ContentType =~ m{^text/html}i ? 'html' : 'text';
    return (substr($text, 0, $most), $format);
}

sub _Customer {
    my ($user) = @_;
    return unless $user && $user->id;
    my $name = $user->RealName // '';
    return (customer => $user->id,
        $name =~ /\S/ && $name !~ /[\@\0]/
            ? (customer_name => substr($name, 0, 200)) : ());
}

sub _Requestor {
    my ($ticket) = @_;
    return _Customer($ticket->Requestor->UserMembersObj->First);
}

sub _Agent {
    my ($class, $user) = @_;
    my %roles = RT->Config->Get('AttuneRoles');
    my ($role) = map { $roles{$_} } grep { _IsIn($user, $_) } sort keys %roles;
    return (agent => $user->id, defined $role ? (agent_role => $role) : ());
}

sub _Channel {
    my ($transaction) = @_;
    my $first = $transaction->Attachments->First or return 'web';
    my $by = $first->GetHeader('X-RT-Interface') // '';
    return $by =~ /^Email/ ? 'email' : 'web';
}

1;
