# Judges symbolic links: the first file holds "<object> <path>" lines, the second what `git cat-file --batch` says of the objects.
# A target may go up first, at most to the root, and then only down: going up after a name could follow another link and end anywhere.
function leads_out(path, target,    depth, went_down, parts, part, i) {
    if (target == "" || substr(target, 1, 1) == "/") {
        return 1
    }
    depth = gsub(/\//, "/", path)
    parts = split(target, part, "/")
    for (i = 1; i <= parts; i++) {
        if (part[i] == "" || part[i] == ".") {
            continue
        }
        if (part[i] != "..") {
            went_down = 1
        } else if (went_down || --depth < 0) {
            return 1
        }
    }
    return 0
}

FNR == NR {
    path[FNR] = substr($0, index($0, " ") + 1)
    next
}

# "<object> blob <size>", then the target in one line; a target of several lines is longer than its first.
!header {
    size = $3
    header = 1
    next
}

{
    link++
    header = 0
    if (length($0) != size) {
        print "  " path[link] ": the symbolic link's target has a line break"
        exit
    }
    if (leads_out(path[link], $0)) {
        print "  " path[link] ": the symbolic link to '" $0 "' may lead out of the repository"
    }
}

END {
    if (header) {
        print "  A symbolic link could not be read."
    }
}
