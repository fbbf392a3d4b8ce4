using Twinyard.Platform.Results;

namespace Twinyard.Twins.Jupyter;

/// <summary>The Jupyter Server did not do what a run needs of it. The error says what, where and the remedy.</summary>
internal sealed class JupyterException(Error error, Exception? inner = null) : Exception(error.ToString(), inner)
{
    public Error Error => error;
}
