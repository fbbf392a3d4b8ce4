using System.Diagnostics.CodeAnalysis;

namespace Twinyard.Access.Http;

internal static class LocalPath
{
    /// <summary>Whether a browser stays on this server with it: <c>//host</c> and <c>/\host</c> are other hosts to a browser.</summary>
    public static bool Is([NotNullWhen(true)] string? path) => path is ['/'] or ['/', not ('/' or '\\'), ..] && !path.AsSpan().ContainsAnyInRange('\0', '\u001F');
}
