namespace Twinyard.Cli.Commands.Demo;

/// <summary>One chapter of the demo. It throws <see cref="CliError"/> when what it shows does not come true.</summary>
internal interface IDemoStep
{
    string Title { get; }

    Task RunAsync(DemoContext demo, CancellationToken cancellationToken);
}
