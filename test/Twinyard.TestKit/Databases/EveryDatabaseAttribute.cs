using System.Reflection;
using Twinyard.Platform.Data;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Twinyard.TestKit.Databases;

/// <summary>
/// Runs a theory once per engine, giving it a <see cref="DatabaseEngine"/>. PostgreSQL comes from <c>TWINYARD_TEST_POSTGRES</c>,
/// a connection string to a server where databases may be created; without it the row is skipped and says so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryDatabaseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var postgres = new TheoryDataRow(DatabaseEngine.PostgreSql);
        if (TestDatabase.PostgresServer is null)
        {
            postgres.Skip = TestDatabase.HowToGetPostgres;
        }

        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([new TheoryDataRow(DatabaseEngine.Sqlite), postgres]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
