# Judges lines of `git ls-tree -r -l` with quoted paths. Says what is wrong, a line each; writes symbolic links as
# "<object> <path>" to the file named by links. The server has the same rules in PathRules.cs and TreeRules.cs.
function wrong(message) {
    print "  " message
    if (++count >= 20) {
        print "  ... and perhaps more."
        exit
    }
}

function name_complaint(name,    stem) {
    if (name == "" || name == "." || name == ".." || tolower(name) == ".git" || tolower(name) == "git~1") {
        return "a path may not hold it"
    }
    if (length(name) > 255) {
        return "the name has more than 255 bytes"
    }
    if (name ~ /[<>:"|?*\\]/) {
        return "it holds a character that Windows does not take"
    }
    if (name ~ /[. ]$/) {
        return "it ends with a dot or a space, which Windows leaves out"
    }
    stem = toupper(name)
    sub(/\..*$/, "", stem)
    sub(/ +$/, "", stem)
    if (stem ~ /^(CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9])$/) {
        return "that is a device's name on Windows"
    }
    return ""
}

BEGIN {
    printf "" > links
}

{
    tab = index($0, "\t")
    path = substr($0, tab + 1)
    split(substr($0, 1, tab - 1), field, " ")
    if (field[1] == "?") {
        print "  git could not list it."
        exit
    }
    if (NR > files) {
        print "  It has more than " files " files."
        exit
    }
    total += field[4]
    if (total > bytes) {
        printf "  Its files have more than %.0f bytes together.\n", bytes
        exit
    }
    if (length(path) > 4096) {
        wrong(substr(path, 1, 60) "...: the path has more than 4096 bytes")
        next
    }
    if (field[1] == "160000") {
        wrong(path ": a submodule is not laid out; commit the files themselves")
        next
    }

    # git quotes paths with special bytes: those of UTF-8 may stay, control characters, quotes and backslashes may not.
    shown = path
    if (substr(path, 1, 1) == "\"") {
        path = substr(path, 2, length(path) - 2)
        gsub(/\\[23][0-7][0-7]/, "x", path)
        key = tolower(substr(shown, 2, length(shown) - 2))
    } else {
        key = tolower(path)
    }

    bad = 0
    parts = split(path, part, "/")
    for (i = 1; i <= parts && !bad; i++) {
        complaint = name_complaint(part[i])
        if (complaint != "") {
            wrong(shown ": '" part[i] "': " complaint)
            bad = 1
        }
    }
    if (bad) {
        next
    }

    # Folders too: "A/x" and "a/y" are in the same folder where case does not count.
    plain = shown
    gsub(/"/, "", plain)
    keys = split(key, low, "/")
    split(plain, same, "/")
    prefix = ""
    real = ""
    for (i = 1; i <= keys; i++) {
        prefix = prefix "/" low[i]
        real = real "/" same[i]
        if ((prefix in seen) && seen[prefix] != real) {
            wrong(substr(real, 2) " and " substr(seen[prefix], 2) " are the same where case does not count")
            break
        }
        seen[prefix] = real
    }

    if (field[1] == "120000") {
        if (field[4] > 4096) {
            wrong(shown ": the symbolic link's target has more than 4096 bytes")
        } else {
            print field[3] " " shown > links
        }
    }
}
