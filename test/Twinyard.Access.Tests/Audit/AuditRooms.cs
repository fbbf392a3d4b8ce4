using Microsoft.Extensions.Options;
using Twinyard.Access.Audit;
using Twinyard.Access.Tests.Support;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.TestKit.Rooms;

namespace Twinyard.Access.Tests.Audit;

/// <summary>Works of the audit trail with what a test gives them.</summary>
internal static class AuditRooms
{
    public static AuditRecovery RecoveryOf(AccessTest room) =>
        new(room.Database, room.Get<AuditStore>(), room.Get<AuditWriter>(), room.Get<ServerNode>(), new FixedElection(), null! /* asked only where nodes are gone */);

    public static AuditRetention RetentionOf(AccessTest room, AuditOptions options) => new(
        room.Database, room.Get<AuditStore>(), room.Get<AuditWriter>(), room.Get<IIdGenerator>(), room.Get<ServerNode>(), Options.Create(options), room.Time);

    /// <summary>As somebody with the database in hand would: past the guards.</summary>
    public static async Task TamperAsync(AccessTest room, params string[] statements)
    {
        string[] guards = room.Database.Engine == DatabaseEngine.PostgreSql
            ? ["ALTER TABLE access_audit DISABLE TRIGGER USER", "ALTER TABLE access_audit_head DISABLE TRIGGER USER"]
            : ["DROP TRIGGER IF EXISTS access_audit_no_update", "DROP TRIGGER IF EXISTS access_audit_no_delete", "DROP TRIGGER IF EXISTS access_audit_head_grows"];
        await room.Database.WriteAsync(
            async session =>
            {
                foreach (var statement in guards.Concat(statements))
                {
                    await session.ExecuteAsync(statement, null, AccessTest.None);
                }
            },
            AccessTest.None);
    }
}
