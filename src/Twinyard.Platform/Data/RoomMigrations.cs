using System.Reflection;

namespace Twinyard.Platform.Data;

/// <summary>
/// A room's forward-only, numbered migrations: embedded resources <c>&lt;assembly&gt;.Migrations.NNNN_name.sql</c>, each valid
/// on both engines, but for <c>NNNN_name.postgresql.sql</c>, which only PostgreSQL gets. Rooms register one as a singleton; all are applied before anything else starts.
/// </summary>
public sealed record RoomMigrations(string Room, Assembly Assembly);
