using System.CommandLine;
using Twinyard.Contracts.Buckets;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Buckets;

internal static class BucketCommands
{
    public static Command Build() => new("bucket", "Buckets of versioned objects")
    {
        new Command("list", "List buckets").Does(ListAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<BucketSummary>>("buckets", cancellationToken), page => call.Out.Table(
            page.Items, "There are no buckets. The first object put into one makes it.", ("NAME", bucket => bucket.Name)));
}
