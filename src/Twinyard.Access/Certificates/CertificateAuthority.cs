using Twinyard.Access.Secrets.Sealed;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Certificates;

/// <summary>
/// The environment's own authority, made when it is first asked for. It lies in the state database, encrypted with the keys of secrets, so that every node issues in its
/// name and a backup holds it.
/// </summary>
internal sealed class CertificateAuthority(Database database, ISealedValues values, IServerAddress server, TimeProvider time) : IDisposable
{
    private const string SealedName = "certificate-authority";
    private const string Turn = "certificate-authority";

    private Authority? _known;

    public async Task<Result<Authority>> FindOrMakeAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known)
        {
            return known;
        }

        var found = await FindAsync(cancellationToken);
        if (found.IsOk && found.Value is null)
        {
            found = await database.AloneAsync<Result<Authority?>>(
                Turn,
                async () => await FindAsync(cancellationToken) is var again && (!again.IsOk || again.Value is not null) ? again : await MakeAsync(cancellationToken),
                cancellationToken);
        }

        return found.IsOk ? _known = found.Value! : found.Error;
    }

    public void Dispose() => _known?.Dispose();

    private async Task<Result<Authority?>> FindAsync(CancellationToken cancellationToken) =>
        (await values.FindAsync(SealedName, cancellationToken)).Map(text => text is null ? null : Authority.Import(text));

    private async Task<Result<Authority?>> MakeAsync(CancellationToken cancellationToken)
    {
        var made = Authority.Make(server.Environment, time.GetUtcNow());
        return await values.WriteAsync<Authority?>(
            async (_, writer) =>
            {
                await writer.PutAsync(SealedName, made.Export(), cancellationToken);
                return made;
            },
            cancellationToken);
    }
}
