package RT::Extension::Attune;

use strict;
use warnings;

our $VERSION = '0.1.0';

use JSON ();
use RT::Extension::Attune::Events;
use RT::Extension::Attune::Engine;
use RT::Extension::Attune::Handover;
use RT::Extension::Attune::Message;
use RT::Extension::Attune::Webhook;
use RT::Ruleset;

=encoding utf8

=head1 NAME

RT::Extension::Attune - what a good colleague would whisper, beside the ticket

=head1 DESCRIPTION

Hands customers' messages and agents' replies to Attune's shared object, takes
its signed webhooks at C</attune/webhook>, and gives agents' pages what it
advises. Nothing of RT waits for it or fails with it.

=head1 SETTINGS

In F<RT_SiteConfig.pm>; see F<etc/Attune_Config.pm>, which has the defaults.

=head1 METHODS

For pages. All take a ticket loaded by the current user and look at that user's
rights; none dies.

=cut

RT->Config->AddOption(Name => $_, Section => 'Attune', Immutable => 1)
    for qw(AttuneLibrary AttuneManifest AttuneAgents AttuneDrafts);
RT->Config->AddOption(Name => 'AttuneSecrets', Section => 'Attune',
    Immutable => 1, Type => 'ARRAY', Obfuscate => sub { 'hidden' });
RT->Config->AddOption(Name => $_, Section => 'Attune', Immutable => 1,
    Type => 'ARRAY') for qw(AttuneQueues AttuneSpeakForCustomers);
RT->Config->AddOption(Name => 'AttuneRoles', Section => 'Attune',
    Immutable => 1, Type => 'HASH');

RT::Ruleset->Add(Name => 'Attune', Rules => ['RT::Extension::Attune::Rule']);

=head2 MayAdvise TICKET

Whether the user is an agent who may answer this ticket: nobody else is to see
what is said about its customer.

=cut

sub MayAdvise {
    my ($class, $ticket) = @_;
    return _Quietly(sub {
        my $user = $ticket->CurrentUser;
        return 0 unless $ticket->id && $user->id;
        return 0 unless RT::Extension::Attune::Message->IsOn($ticket);
        return 0 unless $ticket->CurrentUserHasRight('ShowTicket')
            && $ticket->CurrentUserHasRight('ReplyToTicket');
        my $known = RT::Extension::Attune::Message->Ticket($ticket->id);
        return RT::Extension::Attune::Message->IsAgent($user, $known);
    }) || 0;
}

=head2 Advice TICKET

C<< {prompt => …, notices => […]} >>: the data of C<validation.prompted> for
the customer's message that waits for an answer, or undef, and that of other
events, each with its C<type>, the newest first.

=cut

sub Advice {
    my ($class, $ticket) = @_;
    return _Quietly(sub {
        return unless $class->MayAdvise($ticket);
        return RT::Extension::Attune::Events->For(
            RT::Extension::Attune::Message->Ticket($ticket->id),
            $ticket->CurrentUser);
    }) || {prompt => undef, notices => []};
}

=head2 Draft TICKET, TEXT, REVISION

The data of C<rewrite.suggested> or C<draft.clear> for what the agent has
written so far, or undef.

=cut

sub Draft {
    my ($class, $ticket, $text, $revision) = @_;
    return unless $class->DraftsEnabled && defined $text && $text =~ /\S/;
    return unless $class->MayAdvise($ticket);
    return _Quietly(sub {
        my @draft = RT::Extension::Attune::Message->Draft(
            RT::Extension::Attune::Message->Ticket($ticket->id),
            $ticket->CurrentUser, $text, $revision);
        return RT::Extension::Attune::Engine->Document(review => @draft);
    });
}

=head2 DraftsEnabled

Whether drafts are to be reviewed at all.

=cut

sub DraftsEnabled { RT->Config->Get('AttuneDrafts') ? 1 : 0 }

=head2 Feedback TICKET, { suggestion, action, rule, reason }

Tells what the agent did: C<shown>, C<accepted>, C<edited>, C<dismissed> or
C<muted>. What was settled as a whole is no longer given by C<Advice>, but for
a prompt of which one sentence was accepted: that goes when the customer has an
answer. It is told to the plugin alone, which counts by rule and not by agent.
True: it was taken.

=cut

my %ENDS    = map { $_ => 1 } qw(accepted dismissed muted);
my %ACTIONS = (%ENDS, shown => 1, edited => 1);

sub Feedback {
    my ($class, $ticket, $told) = @_;
    my ($suggestion, $action, $rule, $reason) =
        @{$told || {}}{qw(suggestion action rule reason)};
    return 0 unless $ACTIONS{$action // ''} && length($suggestion // '');
    return 0 if grep { length($_ // '') > 1000 || ($_ // '') =~ /\0/ }
        $suggestion, $rule, $reason;
    return 0 unless $class->MayAdvise($ticket);
    return _Quietly(sub {
        my $known = RT::Extension::Attune::Message->Ticket($ticket->id);
        RT::Extension::Attune::Events->Settle($known, $ticket->CurrentUser,
            $suggestion, $action) if $ENDS{$action}
            && (!length($rule // '') || $action eq 'muted');
        return 0 == RT::Extension::Attune::Engine->Tell(feedback =>
            RT::Extension::Attune::Message->Conversation($known),
            $suggestion, $action, agent => $ticket->CurrentUser->id,
            map { length($told->{$_} // '') ? ($_ => $told->{$_}) : () }
                qw(rule reason));
    }) ? 1 : 0;
}

=head2 JSON DATA

UTF-8, and safe within a script element.

=cut

my $json = JSON->new->utf8->canonical->allow_nonref;
my %escaped = ('<' => '\u003c', '>' => '\u003e', '&' => '\u0026');

sub JSON {
    my ($class, $data) = @_;
    my $text = $json->encode($data);
    $text =~ s/([<>&])/$escaped{$1}/g;
    return $text;
}

# RT is not to fail, nor to log a stack, because advice does not come.
sub _Quietly {
    my ($code) = @_;
    local ($@, $SIG{__DIE__});
    my $result = eval { $code->() };
    RT->Logger->error("Attune: $@") if $@;
    return $result;
}

=head2 PSGIWrap APP

Takes webhooks, and hands over what a request has brought when RT has answered
it: only then is it in the database, where a webhook looks for its ticket.

=cut

sub PSGIWrap {
    my ($class, $app) = @_;
    RT::Extension::Attune::Engine->Load;
    my $path = '/attune/webhook';
    my %webhook = map { $_ => 1 } $path, RT->Config->Get('WebPath') . $path;
    return sub {
        my ($env) = @_;
        return RT::Extension::Attune::Webhook->Answer($env)
            if $webhook{$env->{PATH_INFO}};
        my $answer = $app->($env);
        return $answer unless ref $answer eq 'CODE'
            || RT::Extension::Attune::Handover->Waits;
        return sub {
            my ($respond) = @_;
            ref $answer eq 'CODE' ? $answer->($respond) : $respond->($answer);
            RT::Extension::Attune::Handover->Flush;
        };
    };
}

1;
