using System.Text.Json.Nodes;

namespace Twinyard.Contracts.Warehouse;

/// <summary>Body of <c>POST /api/v1/warehouse/query</c>.</summary>
/// <param name="Sql">One statement. Parameters are positional: <c>?</c>.</param>
/// <param name="MaximumRows">1 to 100 000; 10 000 where absent.</param>
public sealed record SqlQuery(string Sql, IReadOnlyList<JsonNode?>? Parameters = null, int? MaximumRows = null);

/// <param name="Rows">Values in column order. Times are ISO 8601 in UTC; whole numbers beyond 2^53 and decimals are exact JSON numbers.</param>
/// <param name="Truncated">More rows were there than were asked for.</param>
public sealed record SqlResult(IReadOnlyList<SqlColumn> Columns, IReadOnlyList<IReadOnlyList<JsonNode?>> Rows, bool Truncated);

/// <param name="Type">DuckDB's name of the type, such as <c>BIGINT</c> or <c>MAP(VARCHAR, DOUBLE)</c>.</param>
public sealed record SqlColumn(string Name, string Type);
