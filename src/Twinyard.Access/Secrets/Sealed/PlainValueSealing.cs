using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Secrets.Sealed;

/// <summary>
/// Seals what an earlier version kept as it is, a room at a time and each in one transaction, so whatever ends it nothing is lost. Of several nodes one does it, and the
/// others find nothing. Without the key the environment still starts, as it does with secrets that cannot be read.
/// </summary>
internal sealed partial class PlainValueSealing(Database database, ISealedValues values, IEnumerable<IPlainValues> rooms, ILogger<PlainValueSealing> logger) : IStartupWork
{
    public string Name => "access.plain-values";

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var room in rooms)
        {
            // Looked at first, so that no key is made where nothing needs one.
            if ((await database.ReadAsync(session => room.ListAsync(session, cancellationToken), cancellationToken)).Count == 0)
            {
                continue;
            }

            var done = await values.WriteAsync((session, writer) => SealAsync(room, session, writer, cancellationToken), cancellationToken);
            if (done.IsOk)
            {
                LogSealed(done.Value, room.What);
            }
            else
            {
                LogNotSealed(room.What, done.Error.ToString());
            }
        }

        return Done.Value;
    }

    private static async Task<Result<int>> SealAsync(IPlainValues room, DbSession session, SealedWriter writer, CancellationToken cancellationToken)
    {
        var plain = await room.ListAsync(session, cancellationToken);
        foreach (var value in plain)
        {
            await writer.PutAsync(value.Name, value.Value, cancellationToken);
        }

        await room.ClearAsync(session, cancellationToken);
        return plain.Count;
    }
}
