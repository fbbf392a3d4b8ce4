using System.Diagnostics.CodeAnalysis;

namespace Twinyard.Platform.Results;

/// <summary>The outcome of something that may expectedly not succeed: a value or an <see cref="Results.Error"/>.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsOk => Error is null;

    public Error? Error { get; }

    /// <exception cref="InvalidOperationException">The result is an error; its message is in the exception.</exception>
    public T Value => Error is null ? _value! /* set whenever Error is null */ : throw new InvalidOperationException(Error.ToString());

    public static Result<T> Ok(T value) => new(value, null);

    public static Result<T> Fail(Error error) => new(default, error);

    public static implicit operator Result<T>(T value) => Ok(value);

    public static implicit operator Result<T>(Error error) => Fail(error);

    public Result<TOther> Map<TOther>(Func<T, TOther> map) => Error is null ? Result<TOther>.Ok(map(Value)) : Result<TOther>.Fail(Error);
}

/// <summary>The value of a <see cref="Result{T}"/> that has nothing to say but "done".</summary>
public readonly record struct Done
{
    public static Done Value { get; }
}
