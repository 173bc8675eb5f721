# Two agents, and somebody who may look but not answer.

our @Users = map { {
    Name         => $_->[0],
    RealName     => $_->[1],
    EmailAddress => "$_->[0]\@attune.test",
    Password     => $_->[2],
    Privileged   => 1,
} } ['mia', 'Mia Agent', 'mia-agent-pw'], ['tom', 'Tom Agent', 'tom-agent-pw'],
    ['olga', 'Olga Guest', 'olga-guest-pw'];

our @Groups = ({Name => 'Agents', Members => {Users => [qw(mia tom)]}});

our @ACL = ({GroupDomain => 'UserDefined', GroupId => 'Agents',
    Right => 'ModifySelf'});
for my $queue ('General') {
    push @ACL, map { {GroupDomain => 'SystemInternal',
            GroupType => $_->[0], Right => $_->[1], Queue => $queue} }
        [Everyone => 'CreateTicket'], [Unprivileged => 'ReplyToTicket'];
    push @ACL, map { {GroupDomain => 'SystemInternal',
            GroupType => 'Privileged', Right => $_, Queue => $queue} }
        qw(SeeQueue ShowTicket);
    push @ACL, map { {GroupDomain => 'UserDefined', GroupId => 'Agents',
            Right => $_, Queue => $queue} }
        qw(SeeQueue ShowTicket ShowTicketComments ReplyToTicket
           CommentOnTicket ModifyTicket DeleteTicket OwnTicket CreateTicket
           ShowOutgoingEmail);
}

1;
