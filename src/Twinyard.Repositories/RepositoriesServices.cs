using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access.Secrets.Sealed;
using Twinyard.Platform.Background;
using Twinyard.Platform.Backups;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Deployments;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.GitLab;
using Twinyard.Repositories.Http;
using Twinyard.Repositories.Lineage;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Proposals;
using Twinyard.Repositories.Pushes;
using Twinyard.Repositories.Queue;
using Twinyard.Repositories.Replays;
using Twinyard.Repositories.Resources;
using Twinyard.Repositories.Reverts;
using Twinyard.Repositories.Trees;
using Twinyard.Twins;

namespace Twinyard.Repositories;

public static class RepositoriesServices
{
    /// <summary>git, proposals, checks and deployments. Needs the twins, an <see cref="ILogStreams"/> and the rooms' resource kinds.</summary>
    public static IServiceCollection AddRepositories(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RepositoriesOptions>()
            .Bind(configuration.GetSection(RepositoriesOptions.Section))
            .Validate(options => options.MaximumPushBytes > 0, $"{RepositoriesOptions.Section}:{nameof(RepositoriesOptions.MaximumPushBytes)} must be greater than 0.")
            .Validate(options => options.MaximumTreeFiles > 0, $"{RepositoriesOptions.Section}:{nameof(RepositoriesOptions.MaximumTreeFiles)} must be greater than 0.")
            .Validate(options => options.MaximumTreeBytes > 0, $"{RepositoriesOptions.Section}:{nameof(RepositoriesOptions.MaximumTreeBytes)} must be greater than 0.")
            .Validate(options => options.ApprovalsNeeded >= 1, $"{RepositoriesOptions.Section}:{nameof(RepositoriesOptions.ApprovalsNeeded)} must be at least 1.")
            .Validate(options => options.CheckRole.Length > 0, $"{RepositoriesOptions.Section}:{nameof(RepositoriesOptions.CheckRole)} must name a role.")
            .Validate(options => options.MaximumDiffBytes > 0, $"{RepositoriesOptions.Section}:{nameof(RepositoriesOptions.MaximumDiffBytes)} must be greater than 0.")
            .ValidateOnStart();
        services.AddSingleton(new RoomMigrations("repositories", typeof(RepositoriesServices).Assembly));
        AddGit(services);
        AddChecks(services);
        AddProposals(services);
        AddQueue(services);
        AddGitLab(services);
        services.AddSingleton<ILineageSource, CommitLineage>();
        services.AddSingleton<ILineageSource, ProposalLineage>();
        return services;
    }

    public static IEndpointRouteBuilder MapRepositoriesEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGitEndpoints();
        endpoints.MapGitLabHook();
        var repositories = endpoints.MapGroup("/api/v1/repositories").WithTags("Repositories");
        repositories.MapRepositoryEndpoints();
        repositories.MapLinkEndpoints();
        repositories.MapRepositoryProposalEndpoints();
        repositories.MapRepositoryQueueEndpoints();
        var proposals = endpoints.MapGroup("/api/v1/proposals").WithTags("Repositories");
        proposals.MapProposalEndpoints();
        proposals.MapQueueEndpoints();
        proposals.MapCheckLogEndpoints();
        proposals.MapProposalReplayEndpoints();
        endpoints.MapGroup("/api/v1/deployments").WithTags("Repositories").MapDeploymentEndpoints();
        ResourceEndpoints.Map(endpoints);
        return endpoints;
    }

    private static void AddGit(IServiceCollection services)
    {
        services.AddSingleton<GitProgram>();
        services.AddSingleton<GitBackend>();
        services.AddSingleton<RepositoryStore>();
        services.AddSingleton<RepositoryCatalog>();
        services.AddSingleton<IRepositories>(provider => provider.GetRequiredService<RepositoryCatalog>());
        services.AddSingleton<TreeLimits>();
        services.AddSingleton<TreeCache>();
        services.AddSingleton<ICommitSource, CommitFiles>();
        services.AddSingleton<PushStore>();
        services.AddSingleton<IStartupWork, InterruptedPushes>();
        services.AddSingleton<IBackupCheck, BackedUpRepositories>();
        services.AddSingleton<PushSettlement>();
        services.AddSingleton<IStartupWork>(provider => provider.GetRequiredService<PushSettlement>());
    }

    private static void AddChecks(IServiceCollection services)
    {
        services.AddSingleton<CheckStore>();
        services.AddSingleton<CheckChanges>();
        services.AddSingleton<CheckKinds>();
        services.AddSingleton<BuiltInCheck>();
        services.AddSingleton<CheckQueue>();
        services.AddSingleton<LintCheck>();
        services.AddSingleton<CheckScript>();
        services.AddSingleton<CheckRunner>();
        services.AddSingleton<IElectedService>(provider => provider.GetRequiredService<CheckRunner>());
        services.AddSingleton<IBackgroundWork>(provider => provider.GetRequiredService<CheckRunner>());
    }

    private static void AddProposals(IServiceCollection services)
    {
        services.AddSingleton<ResourceKinds>();
        services.AddSingleton<ResourceOwnerStore>();
        services.AddSingleton<HandMadeStore>();
        services.AddSingleton<HandMadeDeclaration>();
        services.AddSingleton<ResourceDesk>();
        services.AddSingleton<DeclaredTreeReader>();
        services.AddSingleton<DeployPlanner>();
        services.AddSingleton<ProposalStore>();
        services.AddSingleton<ApprovalStore>();
        services.AddSingleton<ProposalEvents>();
        services.AddSingleton<ProposalHeads>();
        services.AddSingleton<ApprovalRulesReader>();
        services.AddSingleton<MergeReadiness>();
        services.AddSingleton<DeploymentStore>();
        services.AddSingleton<DeployedBranches>();
        services.AddSingleton<IStartupWork>(provider => provider.GetRequiredService<DeployedBranches>());
        services.AddSingleton<Deployer>();
        services.AddSingleton<IDeployments, DeploymentList>();
        services.AddSingleton<ProposalDetails>();
        services.AddSingleton<IProposals, ProposalBook>();
        services.AddSingleton<IProposalReplay, ProposalReplay>();
    }

    private static void AddQueue(IServiceCollection services)
    {
        services.AddSingleton<QueueStore>();
        services.AddSingleton<MergeQueue>();
        services.AddSingleton<IMergeQueue>(provider => provider.GetRequiredService<MergeQueue>());
        services.AddSingleton<QueuedMerges>();
        services.AddSingleton<IBackgroundWork, MergeQueueRunner>();
        services.AddSingleton<RevertRecord>();
        services.AddSingleton<IReverts, Reverter>();
    }

    private static void AddGitLab(IServiceCollection services)
    {
        services.AddSingleton<LinkStore>();
        services.AddSingleton<LinkTokens>();
        services.AddSingleton<IPlainValues>(provider => provider.GetRequiredService<LinkTokens>());
        services.AddSingleton<DeliveryStore>();
        services.AddSingleton<StatusStore>();
        services.AddSingleton<RetryPolicy>();
        services.AddSingleton<GitLabApi>();
        services.AddSingleton<GitLabDesk>();
        services.AddSingleton<GitLabLinks>();
        services.AddSingleton<IRepositoryLinks>(provider => provider.GetRequiredService<GitLabLinks>());
        services.AddSingleton<GitLabArrivals>();
        services.AddSingleton<GitLabDeployments>();
        services.AddSingleton<GitLabStatuses>();
        services.AddSingleton<IBackgroundWork, GitLabWork>();
    }
}
