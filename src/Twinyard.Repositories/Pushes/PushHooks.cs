using Twinyard.Repositories.Git;

namespace Twinyard.Repositories.Pushes;

/// <summary>The hooks that every push passes. They ask nothing of the network; what they refuse is said on the pusher's terminal.</summary>
internal static class PushHooks
{
    /// <summary>Names the file of the push's note for the hook.</summary>
    public const string NoteVariable = "TWINYARD_PUSH_NOTE";

    /// <summary>Why the pusher may not open proposals; absent where they may.</summary>
    public const string NoProposalsVariable = "TWINYARD_NO_PROPOSALS";

    private const string PreReceive =
        $$"""
        #!/bin/sh
        # Runs before any ref of a push changes. Written by the server at each start.
        set -eu

        refuse() {
            printf '\n%s\n%s\n\n' "$1" "$2" >&2
            exit 1
        }

        noted=''
        while read -r old new ref; do
            case "$ref" in
                refs/heads/{{GitRepository.DefaultBranch}})
                    refuse "Nobody pushes to {{GitRepository.DefaultBranch}}: it changes when a proposal is merged, and only then." \
                        "Push a branch and propose it: twinyard push --branch my-change, or git push -o proposal='What it does' <remote> HEAD:refs/heads/my-change" ;;
                refs/heads/?*) noted="${noted}update $old $new $ref
        " ;;
                refs/tags/?*) ;;
                *) refuse "$ref cannot be pushed." "Push branches (refs/heads/...) and tags (refs/tags/...)." ;;
            esac
        done

        if [ -z "${TWINYARD_PUSH_NOTE:-}" ]; then
            refuse "This repository takes pushes only through its server." "Push to the address that 'twinyard repo list' shows."
        fi

        i=0
        while [ "$i" -lt "${GIT_PUSH_OPTION_COUNT:-0}" ]; do
            eval "option=\${GIT_PUSH_OPTION_$i}"
            case "$option" in
                *"
        "*) refuse "A push option holds a line break." "Give each option on one line." ;;
                proposal=*) if [ -n "${TWINYARD_NO_PROPOSALS:-}" ]; then
                    refuse "The push asks for a proposal. $TWINYARD_NO_PROPOSALS" "Push without -o proposal; somebody who may can propose the branch."
                fi ;;
            esac
            noted="${noted}option $option
        "
            i=$((i + 1))
        done

        printf '%s' "$noted" >> "$TWINYARD_PUSH_NOTE"
        sync "$TWINYARD_PUSH_NOTE"

        """;

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "pre-receive");
        File.WriteAllText(path, PreReceive.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
