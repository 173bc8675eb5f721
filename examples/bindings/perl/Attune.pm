package Attune;

=encoding utf8

=head1 NAME

Attune - a thin layer over attune.so, by FFI::Platypus

=head1 SYNOPSIS

    my $plugin = Attune->open('/etc/attune/plugin.manifest');
    $plugin->incoming('ticket-7', '1', 'My parcel came broken.');
    my $review = $plugin->review('ticket-7', '2', 'As per our policy, no.');
    $plugin->close;

Texts are characters, not bytes. Whatever else attune.h knows of a message
follows by name: agent => 'tom', revision => 3. A forked child may use what its
parent opened. What the plugin refuses dies with an Attune::Error: its status is
the number of attune.h. ATTUNE_LIBRARY names the shared object.

=cut

use strict;
use warnings;
use Carp         qw(croak);
use Encode       qw(encode decode);
use FFI::Platypus 2.00;
use FFI::Platypus::Buffer qw(scalar_to_pointer);
use JSON::PP     ();
use List::Util   qw(max min);
use Scalar::Util qw(looks_like_number);

use constant { ABI => 1, CLOSED => -6, SPACE => -9 };
use constant DOCUMENT => 20480;    # is always enough for read and review

our %STAGES  = (draft => 0, sent => 1);
our %FORMATS = (text => 0, html => 1, markdown => 2);
our %ACTIONS =
    (shown => 0, accepted => 1, edited => 2, dismissed => 3, muted => 4);
our %STATES = (resolved => 0, reopened => 1, erased => 2);

# The structs of attune.h for pack: p is a pointer to a string, undef is NULL.
# Each begins with its size.
my %STRUCTS = (
    options => [32,  'QpQQ'],
    message => [144, 'QppQllpQqpppppppppp'],
    outcome => [56,  'Qpplx4ppp'],
    change  => [32,  'Qplx4q'],
);
my @STRINGS = qw(customer customer_name agent agent_role team channel brand
    locale context echo);

my $library = $ENV{ATTUNE_LIBRARY} // 'attune.so';
my $ffi = FFI::Platypus->new(api => 2, lib => $library);
my %c;
for (
    [abi     => [], 'uint32'], [version  => [], 'string'],
    [strerror => ['sint32'], 'string'],
    [open    => ['opaque', 'opaque*']],
    (map { [$_ => ['opaque', 'opaque']] }
        qw(incoming outgoing feedback conversation)),
    (map { [$_ => [qw(opaque opaque opaque size_t size_t*)]] } qw(read review)),
    (map { [$_ => [qw(opaque opaque size_t size_t*)]] } qw(reload stats)),
    [query => [qw(opaque string opaque size_t size_t*)]],
    (map { [$_ => [qw(opaque uint32)]] } qw(drain close)),
    )
{
    my ($name, $takes, $gives) = @$_;
    $c{$name} = $ffi->function("attune_$name", $takes, $gives // 'sint32')
        // croak "$library has no attune_$name";
}
$c{abi}->call == ABI or croak "$library has another ABI than " . ABI;
our $VERSION = $c{version}->call;

# Opens the plugin.
sub open {
    my ($class, $manifest) = @_;
    my $options = _pack('options', _string($manifest), 0, 0);
    my $handle;
    _check($c{open}->call(scalar_to_pointer($options->[0]), \$handle));
    return bless {handle => $handle}, $class;
}

# Hands over what a customer wrote: conversation, id, text.
sub incoming { shift->_hand_over('incoming', _message(@_)) }

# Hands over an agent's draft, or with stage => 'sent' an answer.
sub outgoing { shift->_hand_over('outgoing', _message(@_)) }

# What validation.prompted would say, now. read_json: the bytes as they came.
sub read      { JSON::PP::decode_json(shift->read_json(@_)) }
sub read_json { shift->_judge('read', _message(@_)) }

# What rewrite.suggested would say, now. review_json: the bytes as they came.
sub review      { JSON::PP::decode_json(shift->review_json(@_)) }
sub review_json { shift->_judge('review', _message(@_)) }

# Tells what the agent did: one of %ACTIONS; more: rule, agent, reason.
sub feedback {
    my ($self, $conversation, $suggestion, $action, %more) = @_;
    my $number  = $ACTIONS{$action} // croak "unknown action $action";
    my @strings = map { _string($_) } delete @more{qw(rule agent reason)};
    croak "unknown field $_" for keys %more;
    $self->_hand_over('feedback', _pack('outcome', _string($conversation),
        _string($suggestion), $number, @strings));
}

# Tells what became of a conversation: one of %STATES; more: at_ms.
sub conversation {
    my ($self, $conversation, $state, %more) = @_;
    my $number = $STATES{$state} // croak "unknown state $state";
    my $at_ms  = delete $more{at_ms};
    croak "unknown field $_" for keys %more;
    $self->_hand_over('conversation', _pack('change', _string($conversation),
        $number, _integer($at_ms)));
}

# Reads the manifest again; its problems are the error's message.
sub reload { shift->_document('reload'); return }

# The figures of this process as OpenMetrics text.
sub stats { shift->_document('stats') }

# An administrator's question: what => 'rules', team => 'billing'. query_json:
# the bytes of its answer as they came.
sub query { JSON::PP::decode_json(shift->query_json(@_)) }

sub query_json {
    my ($self, %question) = @_;
    $self->_document('query', JSON::PP::encode_json(\%question));
}

# Waits, in seconds, until all is analysed and sent.
sub drain {
    my ($self, $deadline) = @_;
    _check($c{drain}->call($self->_handle, _milliseconds($deadline // 5)));
}

# Ends it: what waits is sent within so many seconds. Again: fine.
sub close {
    my ($self, $deadline) = @_;
    my $handle = delete $self->{handle} or return;
    _check($c{close}->call($handle, _milliseconds($deadline // 2)));
}

sub _milliseconds { int(max(0, min(1000 * $_[0], 0xffffffff))) }

# The number may still be open for somebody else: not to be passed on.
sub _handle { $_[0]{handle} // _check(CLOSED) }

sub _check {
    my ($status, $message) = @_;
    return if $status >= 0;
    $message = Carp::shortmess($message || $c{strerror}->call($status));
    die bless {status => $status, message => $message}, 'Attune::Error';
}

# A name or id for C, where a NUL would cut it off silently.
sub _string {
    my ($value) = @_;
    croak 'a NUL in a name or id' if defined $value && $value =~ /\0/;
    return defined $value ? encode('UTF-8', $value) : undef;
}

# What pack would make zero, or another number.
sub _integer {
    my $number = shift // 0;
    croak "no integer: $number" if !looks_like_number($number);
    croak "more than 64 bits: $number" if !(abs $number < 2**63);
    return int $number;
}

# The bytes of a struct, and beside them the strings that they point to.
sub _pack {
    my ($struct, @values) = @_;
    my ($size, $format) = @{$STRUCTS{$struct}};
    return [pack($format, $size, @values), \@values];
}

sub _message {
    my ($conversation, $id, $text, %more) = @_;
    my ($stage, $format, $revision, $sent_at_ms) =
        delete @more{qw(stage format revision sent_at_ms)};
    $stage  = $STAGES{$stage   // 'draft'} // croak 'unknown stage';
    $format = $FORMATS{$format // 'text'}  // croak 'unknown format';
    $text   = encode('UTF-8', $text // croak 'no text');
    my @strings = map { _string($_) } delete @more{@STRINGS};
    croak "unknown field $_" for keys %more;
    return _pack('message', _string($conversation), _string($id),
        _integer($revision), $stage, $format, $text, length $text,
        _integer($sent_at_ms), @strings);
}

sub _hand_over {
    my ($self, $name, $struct) = @_;
    _check($c{$name}->call($self->_handle, scalar_to_pointer($struct->[0])));
}

sub _judge {
    my ($self, $name, $struct) = @_;
    $self->_document($name, scalar_to_pointer($struct->[0]));
}

sub _document {
    my ($self, $name, @given) = @_;
    my ($size, $status, $buffer) = (DOCUMENT, SPACE);
    while ($status == SPACE) {    # figures may grow between two calls
        $buffer = "\0" x ($size + 1);
        $status = $c{$name}->call($self->_handle, @given,
            scalar_to_pointer($buffer), length $buffer, \$size);
    }
    my $text = unpack 'Z*', $buffer;
    _check($status, $status < 0 ? _problem($text) : undef);
    return $text;
}

# reload tells of problems by lines, query by JSON, the others not at all.
sub _problem {
    my ($text) = @_;
    return $text =~ /^\{/ ? JSON::PP::decode_json($text)->{error}
        : decode('UTF-8', $text);
}

package Attune::Error;
use overload '""' => sub { $_[0]{message} }, fallback => 1;
sub status { $_[0]{status} }

1;
