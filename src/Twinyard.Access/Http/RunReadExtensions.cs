using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Platform.Ports;

namespace Twinyard.Access.Http;

/// <summary>For endpoints that serve what runs read. Behind <see cref="AccessEndpointExtensions.RequireAction{TBuilder}"/>.</summary>
public static class RunReadExtensions
{
    /// <summary>Notes what is served, where a run asked for it.</summary>
    public static void NoteRead(this HttpContext context, RunRead read)
    {
        switch (context.Principal())
        {
            case { Kind: Principal.Run } run:
                Reads(context)?.Note(run.Name, read);
                break;
            case { Kind: Principal.Reproduction } run:
                Reads(context)?.NoteReproduced(run.Name, read);
                break;
        }
    }

    /// <returns>The version to serve in place of the newest, where a reproduction asks for what its run read.</returns>
    public static string? PinnedVersion(this HttpContext context, string kind, string name) =>
        context.Principal() is { Kind: Principal.Reproduction } run ? Reads(context)?.Pinned(run.Name, kind, name) : null;

    // Nobody keeps them where there are no runs.
    private static IRunReads? Reads(HttpContext context) => context.RequestServices.GetService<IRunReads>();
}
