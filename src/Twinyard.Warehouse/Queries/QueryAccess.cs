using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Platform.Results;
using Twinyard.Warehouse.Queries.Statements;

namespace Twinyard.Warehouse.Queries;

/// <summary>Whether somebody may read what a statement reads: a decision for each table, which knows the columns.</summary>
internal sealed class QueryAccess(IAccessEvaluator evaluator)
{
    public static readonly DeclaredAction Table = new("warehouse:Query", "warehouse:table/{table}", "a statement that reads the table") { Keys = [AccessKeys.Columns] };
    public static readonly DeclaredAction Catalog = new("warehouse:ListTables", "warehouse:table/*", "a statement that shows the catalog");

    public async Task<Result<Done>> RequireAsync(Principal principal, StatementReads reads, CancellationToken cancellationToken)
    {
        if (reads.Catalog)
        {
            var listing = await evaluator.RequireAsync(principal, Catalog.Action, Catalog.Resource, cancellationToken);
            if (!listing.IsOk)
            {
                return listing;
            }
        }

        foreach (var table in reads.Tables)
        {
            var columns = new GivenContext([KeyValuePair.Create(AccessKeys.Columns, table.Columns)]);
            var decision = await evaluator.DecideAsync(principal, Table.Action, Table.On(table.Table), columns, cancellationToken);
            if (!decision.Allowed)
            {
                return evaluator.Refuse(principal, Table.Action, Table.On(table.Table), decision);
            }
        }

        return Done.Value;
    }
}
