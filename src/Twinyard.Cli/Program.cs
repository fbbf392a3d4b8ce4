using System.CommandLine;
using Twinyard.Cli.Commands;

return await RootCommands.Build().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
