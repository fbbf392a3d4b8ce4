namespace Twinyard.Cli.Reference;

/// <summary>What the reference says before it lists the commands.</summary>
internal static class CommandReferenceText
{
    public const string Preamble = """
        # CLI

        This page is written from the program itself: `twinyard reference > docs/reference/cli.md`.

        `./twinyard` in the repository's root builds what has changed and runs the program; the pages of this documentation write `twinyard`. Put the
        repository's root on your `PATH`, or make a link to the launcher in a folder that is on it.

        Results are printed to stdout, as tables for people or with `--json` as JSON for programs; progress, hints and errors go to stderr. Times are UTC.
        Lists in JSON are an object `{"items": […], "next": …}`; logs are one JSON object a line. A value that begins with a dash is written after `--`.

        ## Options of every command

        | | |
        |---|---|
        | `--home DIR` | Data directory of the environment (default: `TWINYARD_HOME`, else `.twinyard` in the current folder) |
        | `--json` | Print JSON for programs instead of tables for people |
        | `--credential FILE` | Credential file to act with (default: `TWINYARD_TOKEN`, else the owner's in the data directory) |
        | `--help`, `-h`, `-?` | Show what a command takes, with an example |
        | `--version` | Show the version (without a command) |

        ## Exit codes

        | | |
        |---|---|
        | 0 | It is done; the answer is yes |
        | 1 | It was tried and did not succeed, or the answer to a question is no (`access explain`, `event test`, a failed run with `--wait`) |
        | 2 | The command line, a file or a value is not valid |
        | 3 | There is no such thing |
        | 4 | No credential, a wrong one, or one without the permission |
        | 5 | No server is running on this home, or it does not answer |
        | 130 | Ended by Ctrl-C |

        ## Environment variables

        | | |
        |---|---|
        | `TWINYARD_HOME` | Data directory, as with `--home` |
        | `TWINYARD_ENDPOINT` | Address of a server elsewhere, such as `https://yard.example.com`, instead of the one that runs on the home |
        | `TWINYARD_CA_FILE` | PEM file of the authorities whose certificates of servers are trusted, instead of the machine's |
        | `TWINYARD_TOKEN` | A token to act with, as with `--credential` |
        | `TWINYARD_TRACE` | `1` prints the stack trace of an error that should not have happened |
        | `TWINYARD__…` | A setting of the server, such as `TWINYARD__URLS`; it wins over the home's `twinyard.json` |

        ## Credential files

        A JSON object `{"principal", "role", "token"}` that only its owner can read (mode 0600). `up` and `demo` write the owner's to `credential.json` in the data
        directory, where every command finds it. `token create --out FILE` writes one for somebody else, to be used with `--credential FILE`.
        `fleet enrol --out FILE` writes a device's, `{"device", "secret"}`, which is for the agent and not for this program.

        """;
}
