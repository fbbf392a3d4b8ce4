# Inside a sandbox without a network: listens on its loopback, carries each connection to a socket of the server, and becomes the run's program.
# Arguments: ADDRESS,PORT,SOCKET for each listener, then -- and the program. It is listening before the program starts.
# No module is loaded, since each would cost every run milliseconds: the numbers are those of Linux (socket.h, fcntl.h, errno.h).
use strict;

my ($AF_UNIX, $AF_INET, $AF_INET6, $STREAM, $SOL_SOCKET, $REUSEADDR, $F_SETFL, $NONBLOCK, $SEND, $EAGAIN) = (1, 2, 10, 1, 1, 2, 4, 2048, 1, 11);
my $LARGEST = 65536;

delete $ENV{PERL_BADLANG};
my (%listener, %socket_of);
while (@ARGV && (my $argument = shift) ne '--') {
    my ($address, $port, $path) = split /,/, $argument, 3;
    my ($family, $name) = $address eq '::1'
        ? ($AF_INET6, pack('S n N x15 C N', $AF_INET6, $port, 0, 1, 0))
        : ($AF_INET, pack('S n C4 x8', $AF_INET, $port, split(/\./, $address)));
    socket(my $handle, $family, $STREAM, 0) or die "socket: $!";
    setsockopt($handle, $SOL_SOCKET, $REUSEADDR, 1);
    bind($handle, $name) && listen($handle, 128) or die "$address:$port in the sandbox: $!";
    fcntl($handle, $F_SETFL, $NONBLOCK);
    $listener{fileno $handle} = $handle;
    $socket_of{fileno $handle} = $path;
}

# Twice, so that the relay is no child of the program.
my $child = fork;
defined $child or die "fork: $!";
if ($child) {
    waitpid $child, 0;
    exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!";
}
exit if fork;

$0 = 'twinyard-relay';
$SIG{PIPE} = 'IGNORE';
open STDIN, '<', '/dev/null';
open STDOUT, '>', '/dev/null';
open STDERR, '>', '/dev/null';

# By file number: the handle, the other end, what is still to be written to it, and whether it has nothing more to say.
my (%handle, %peer, %pending, %ended);

sub close_pair {
    for my $end ($_[0], $peer{$_[0]}) {
        close $handle{$end} if $handle{$end};
        delete $_->{$end} for \%handle, \%pending, \%ended;
    }
    delete $peer{delete $peer{$_[0]}};
}

sub accept_on {
    my ($number) = @_;
    accept(my $client, $listener{$number}) or return;
    socket(my $server, $AF_UNIX, $STREAM, 0) or return;
    fcntl($_, $F_SETFL, $NONBLOCK) for $client, $server;
    # Both are closed with their scope where the server does not take it.
    connect($server, pack('S a108', $AF_UNIX, $socket_of{$number})) or return;
    my ($a, $b) = (fileno $client, fileno $server);
    ($handle{$a}, $handle{$b}, $peer{$a}, $peer{$b}, $pending{$a}, $pending{$b}) = ($client, $server, $b, $a, '', '');
}

sub write_to {
    my ($number) = @_;
    my $count = syswrite $handle{$number}, $pending{$number};
    if (!defined $count) {
        close_pair($number) unless $! == $EAGAIN;
        return;
    }
    substr($pending{$number}, 0, $count) = '';
    finish($peer{$number}) if $ended{$peer{$number}} && !length $pending{$number};
}

# Everything that one end had to say is written to the other.
sub finish {
    my ($number) = @_;
    my $other = $peer{$number};
    return close_pair($number) if $ended{$other} && !length $pending{$number};
    shutdown $handle{$other}, $SEND;
}

sub read_from {
    my ($number) = @_;
    my $other = $peer{$number};
    my $count = sysread $handle{$number}, $pending{$other}, $LARGEST;
    if (!defined $count) {
        close_pair($number) unless $! == $EAGAIN;
    } elsif ($count) {
        write_to($other);
    } else {
        $ended{$number} = 1;
        finish($number);
    }
}

while (1) {
    my ($readable, $writable) = ('', '');
    vec($readable, $_, 1) = 1 for keys %listener;
    for (keys %handle) {
        # What comes in waits until the other end has taken what came before.
        vec($readable, $_, 1) = 1 unless $ended{$_} || length $pending{$peer{$_}};
        vec($writable, $_, 1) = 1 if length $pending{$_};
    }
    next if select($readable, $writable, undef, undef) < 0;
    for (keys %handle) {
        write_to($_) if $handle{$_} && vec($writable, $_, 1);
        read_from($_) if $handle{$_} && vec($readable, $_, 1);
    }
    for (keys %listener) {
        accept_on($_) if vec($readable, $_, 1);
    }
}
