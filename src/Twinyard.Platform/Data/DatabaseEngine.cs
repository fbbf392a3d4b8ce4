namespace Twinyard.Platform.Data;

public enum DatabaseEngine
{
    Sqlite,
    PostgreSql,
}
