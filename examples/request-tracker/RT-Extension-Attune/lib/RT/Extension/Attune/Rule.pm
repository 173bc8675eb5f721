package RT::Extension::Attune::Rule;

use strict;
use warnings;

use base 'RT::Rule';
use RT::Extension::Attune::Handover;

=head1 NAME

RT::Extension::Attune::Rule - notes messages for Attune

=head1 DESCRIPTION

A rule, as RT's own approvals are, and not a scrip: for a scrip RT reads its
condition, action and template at each message and at each view of the reply
page, which costs four per cent of a reply. RT prepares rules also for what it
takes back at once: so everything happens in C<Commit>, and even that is within
a transaction of the database. See L<RT::Extension::Attune::Handover>.

=cut

my %TYPES = map { $_ => 1 } qw(Create Correspond Status AddLink);

sub Describe { 'Tells Attune of a message' }
sub Prepare  { $TYPES{$_[0]->TransactionObj->Type // ''} }

sub Commit {
    my ($self) = @_;
    RT::Extension::Attune::Handover->Add(
        $self->TransactionObj, $self->TicketObj);
    return 1;
}

1;
