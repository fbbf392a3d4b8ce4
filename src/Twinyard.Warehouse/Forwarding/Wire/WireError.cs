using Twinyard.Platform.Results;

namespace Twinyard.Warehouse.Forwarding.Wire;

/// <summary>The closed set of errors of a <c>Result</c>.</summary>
internal static class WireError
{
    public static FrameBuffer Write(Error error)
    {
        var frame = FrameBuffer.Of(FrameKind.Refused).With(error.GetType().Name).With(error.Code).With(error.Message).With(error.Remedy);
        var problems = (error as InvalidError)?.Problems ?? [];
        frame.With(problems.Count);
        foreach (var problem in problems)
        {
            frame.With(problem.File).With(problem.Line).With(problem.Column).With(problem.Key).With(problem.Message);
        }

        return frame;
    }

    public static Error Read(BinaryReader reader)
    {
        var (kind, code, message, remedy) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        var problems = new Problem[reader.ReadInt64()];
        for (var i = 0; i < problems.Length; i++)
        {
            problems[i] = new Problem(reader.ReadString(), (int)reader.ReadInt64(), (int)reader.ReadInt64(), reader.ReadString(), reader.ReadString());
        }

        return kind switch
        {
            nameof(InvalidError) => new InvalidError(code, message, remedy) { Problems = problems },
            nameof(NotFoundError) => new NotFoundError(code, message, remedy),
            nameof(ConflictError) => new ConflictError(code, message, remedy),
            nameof(DeniedError) => new DeniedError(code, message, remedy),
            nameof(UnauthenticatedError) => new UnauthenticatedError(code, message, remedy),
            nameof(LimitError) => new LimitError(code, message, remedy),
            _ => new FailedError(code, message, remedy),
        };
    }
}
