namespace Twinyard.Sdk.Outputs;

/// <summary>A table of the warehouse that this run appends to. It is made when it is missing, with types inferred from the rows.</summary>
public sealed class TableOutput
{
    private readonly OutputFolder _output;
    private readonly string _name;

    internal TableOutput(OutputFolder output, string name)
    {
        _output = output;
        _name = name;
    }

    /// <summary>Rows of a query, dictionaries, or objects whose properties are the columns.</summary>
    public void Append(IEnumerable<object> rows) => _output.AppendAll($"tables/{_name}.ndjson", rows);

    /// <inheritdoc cref="Append(IEnumerable{object})"/>
    public void Append(params object[] rows) => Append((IEnumerable<object>)rows);
}
