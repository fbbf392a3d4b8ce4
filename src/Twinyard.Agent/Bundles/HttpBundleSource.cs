using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Twinyard.Contracts.Fleet;
using Twinyard.Inference.Bundles;

namespace Twinyard.Agent.Bundles;

/// <summary>Downloads archives with the device's own credential into a folder, where they stay for the next start.</summary>
/// <param name="http">Its base address is the server.</param>
/// <param name="secret">Null where <paramref name="http"/> shows the device's certificate instead.</param>
/// <param name="folder">Archives are kept there under their SHA-256.</param>
public sealed class HttpBundleSource(HttpClient http, string? secret, string folder) : IBundleSource
{
    /// <summary>Archives kept: the running one, the one before it for a rollback, and one to spare.</summary>
    private const int Kept = 3;

    public async Task<BundleLease> OpenAsync(DesiredBundle bundle, CancellationToken cancellationToken)
    {
        try
        {
            var path = Path.Combine(Directory.CreateDirectory(folder).FullName, Path.GetFileName(bundle.Sha256) + ".bundle");
            if (!await IsKeptAsync(bundle, path, cancellationToken))
            {
                await DownloadAsync(bundle, path, cancellationToken);
            }

            return Open(bundle, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleFailedException($"{bundle.Model}@{bundle.Version} cannot be kept on this device: {e.Message}", transient: true, e);
        }
    }

    private BundleLease Open(DesiredBundle bundle, string path)
    {
        try
        {
            var opened = ModelBundle.Open(path);
            Prune(path);
            return new BundleLease(opened, opened.Dispose);
        }
        catch (BundleException e)
        {
            File.Delete(path);
            throw new BundleFailedException($"{bundle.Model}@{bundle.Version} cannot be opened: {e.Message}", transient: false, e);
        }
    }

    private static async Task<bool> IsKeptAsync(DesiredBundle bundle, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)).Equals(bundle.Sha256, StringComparison.OrdinalIgnoreCase);
    }

    private async Task DownloadAsync(DesiredBundle bundle, string path, CancellationToken cancellationToken)
    {
        var part = path + ".part";
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, bundle.Path);
            request.Headers.Authorization = secret is null ? null : new AuthenticationHeaderValue("Bearer", secret);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var isTransient = response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
                throw new BundleFailedException($"{bundle.Model}@{bundle.Version} cannot be downloaded: the server answered {(int)response.StatusCode} to {bundle.Path}.", isTransient, null);
            }

            await using (var file = new FileStream(part, FileMode.Create, FileAccess.ReadWrite))
            {
                await response.Content.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
                file.Position = 0;
                var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
                if (!hash.Equals(bundle.Sha256, StringComparison.OrdinalIgnoreCase))
                {
                    throw new BundleFailedException($"{bundle.Model}@{bundle.Version} has SHA-256 {hash}, and {bundle.Sha256} was announced; it is not opened.", transient: false, null);
                }
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new BundleFailedException($"{bundle.Model}@{bundle.Version} cannot be downloaded: {e.Message}", transient: true, e);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private void Prune(string inUse)
    {
        foreach (var old in Directory.EnumerateFiles(folder, "*.bundle").Where(file => file != inUse).OrderByDescending(File.GetLastWriteTimeUtc).Skip(Kept - 1))
        {
            File.Delete(old);
        }
    }
}
