using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Twinyard.Platform.Data;

/// <summary>One use of a statement of a <see cref="PreparedConnection"/>: which one is known when it is executed, by its text. It may be executed once.</summary>
internal sealed class PreparedCommand(PreparedConnection connection) : DbCommand
{
    // Only for its parameters, which are the statement's while it is executed.
    private readonly SqliteCommand _given = new();
    private SqliteCommand? _running;

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; } = connection.DefaultTimeout;

    public override CommandType CommandType
    {
        get => CommandType.Text;
        set => _given.CommandType = value;
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("The command belongs to its connection.");
    }

    protected override DbParameterCollection DbParameterCollection => _given.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
        // As all commands of SQLite: it ends by itself.
    }

    public override void Prepare()
    {
        // It is when it is executed.
    }

    public override int ExecuteNonQuery() => Execute(static statement => statement.ExecuteNonQuery());

    public override object? ExecuteScalar() => Execute(static statement => statement.ExecuteScalar());

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Execute(statement => statement.ExecuteReader(behavior));

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_running is { } done)
            {
                _running = null;
                connection.Keep(done);
            }

            _given.Dispose();
        }

        base.Dispose(disposing);
    }

    private T Execute<T>(Func<SqliteCommand, T> execute)
    {
        if (_running is not null)
        {
            throw new InvalidOperationException("The command has been executed already.");
        }

        var statement = connection.Take(CommandText);
        statement.CommandTimeout = CommandTimeout;
        statement.Transaction = (SqliteTransaction?)DbTransaction;
        foreach (SqliteParameter parameter in _given.Parameters)
        {
            statement.Parameters.Add(parameter);
        }

        try
        {
            var result = execute(statement);
            _running = statement;
            return result;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }
}
