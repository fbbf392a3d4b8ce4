using Twinyard.Platform.Results;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Checks;

/// <summary>What <c>checks.yaml</c> says, and everything that is wrong with it.</summary>
internal sealed record ChecksDeclaration(IReadOnlyList<CheckStep> Steps, IReadOnlyList<DeclaredApprovals> Approvals, IReadOnlyList<Problem> Problems)
{
    public static ChecksDeclaration Empty { get; } = new([], [], []);
}

/// <param name="Place">Where the role is named.</param>
internal sealed record DeclaredApprovals(RoleApprovals Approvals, Problem Place);
