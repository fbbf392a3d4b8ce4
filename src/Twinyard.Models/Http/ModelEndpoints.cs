using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Twinyard.Access.Http;
using Twinyard.Contracts.Models;
using Twinyard.Models.Drift;
using Twinyard.Models.Evaluations;
using Twinyard.Models.Registry;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Http;

public static class ModelEndpoints
{
    private const string Model = "models:model/{name}";

    /// <summary>Models and lineage.</summary>
    public static IEndpointRouteBuilder MapModelsEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var models = endpoints.MapGroup("/api/v1/models").WithTags("Models");
        models.MapGet("", ListAsync).RequireAction("models:ListModels", "models:model/*");
        models.MapGet("/{name}", FindAsync).RequireAction("models:GetModel", Model);
        models.MapGet("/{name}/versions/{version:int}", FindVersionAsync).RequireAction("models:GetModel", Model);
        models.MapGet("/{name}/versions/{version:int}/bundle", GetBundleAsync).RequireAction("models:GetBundle", Model);
        models.MapPut("/{name}/aliases/{alias}", SetAliasAsync).RequireAction("models:SetAlias", Model);
        models.MapGet("/{name}/evaluations", ListEvaluationsAsync).RequireAction("models:ListEvaluations", Model);
        models.MapGet("/{name}/drift", FindDriftAsync).RequireAction("models:GetDrift", Model);
        endpoints.MapLineageEndpoints();
        return endpoints;
    }

    internal static async Task<Ok<Page<ModelSummary>>> ListAsync(string? after, int? limit, IModelRegistry registry, CancellationToken cancellationToken) =>
        TypedResults.Ok(await registry.ListAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<ModelDetail>, ProblemHttpResult>> FindAsync(
        string name, HttpContext context, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var found = await registry.FindAsync(name, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error.ToProblem();
        }

        var pinned = found.Value with { Aliases = Pinned(name, found.Value.Aliases, context) };
        foreach (var (alias, version) in pinned.Aliases)
        {
            context.NoteRead(new RunRead(RunRead.Alias, $"{name}@{alias}", version.ToString(CultureInfo.InvariantCulture), ""));
        }

        return TypedResults.Ok(pinned);
    }

    // A reproduction finds each alias where its run found it.
    private static Dictionary<string, int> Pinned(string name, IReadOnlyDictionary<string, int> aliases, HttpContext context) => aliases.ToDictionary(
        pair => pair.Key,
        pair => context.PinnedVersion(RunRead.Alias, $"{name}@{pair.Key}") is { } version ? int.Parse(version, CultureInfo.InvariantCulture) : pair.Value);

    internal static async Task<Results<Ok<ModelVersionDetail>, ProblemHttpResult>> FindVersionAsync(
        string name, int version, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var found = await registry.FindVersionAsync(name, version, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    internal static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> GetBundleAsync(
        string name, int version, HttpContext context, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var found = await registry.OpenBundleAsync(name, version, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error.ToProblem();
        }

        var archive = found.Value.Version;
        context.NoteRead(new RunRead(RunRead.Bundle, name, version.ToString(CultureInfo.InvariantCulture), archive.Sha256));
        return TypedResults.Stream(
            found.Value.Stream, archive.ContentType, $"{name}-v{version}.zip", archive.CreatedAt, new EntityTagHeaderValue($"\"{archive.Sha256}\""), enableRangeProcessing: true);
    }

    internal static async Task<Results<Ok<ModelDetail>, ProblemHttpResult>> SetAliasAsync(
        string name, string alias, SetAliasRequest request, HttpContext context, IModelRegistry registry, CancellationToken cancellationToken)
    {
        var principal = context.Principal();
        var set = await registry.SetAliasAsync(name, alias, request.Version, $"{principal.Kind}/{principal.Name}", cancellationToken);
        return set.IsOk ? await FindAsync(name, context, registry, cancellationToken) : set.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<EvaluationEntry>>, ProblemHttpResult>> ListEvaluationsAsync(
        string name, string? after, int? limit, IModelRegistry registry, IEvaluations evaluations, CancellationToken cancellationToken)
    {
        var found = await registry.FindAsync(name, cancellationToken);
        return found.IsOk ? TypedResults.Ok(await evaluations.ListAsync(name, new PageRequest(after, limit), cancellationToken)) : found.Error.ToProblem();
    }

    internal static async Task<Results<Ok<DriftOverview>, ProblemHttpResult>> FindDriftAsync(string name, IDriftReports drift, CancellationToken cancellationToken)
    {
        var found = await drift.FindAsync(name, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }
}
