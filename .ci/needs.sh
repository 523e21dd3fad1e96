# Sourced by ./run and ./test: says what is missing on this machine and installs it with apt.

say() { printf '%s\n' "$*" >&2; }

lacks_dotnet() { ! command -v dotnet >/dev/null; }
lacks_postgresql() {
    [ -z "${RAINMAKER_POSTGRES_BIN:-}" ] && ! command -v pg_ctl >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null
}
lacks_node() { ! command -v npm >/dev/null || [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -lt 18 ]; }
lacks_chromium() { ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; }

# install PACKAGE...
install() {
    [ $# -gt 0 ] || return 0
    local line="apt-get install -y --no-install-recommends $*" as=()
    if ! command -v apt-get >/dev/null; then
        say "Missing here: $*. There is no apt; install them with your system's tools and start again."
        exit 1
    fi
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "Missing here: $*. Run this as root, then start again:"
            say "  apt-get update && $line"
            exit 1
        fi
        as=(sudo)
    fi
    say "Installing with apt: $* (a minute or two)"
    local log; log=$(mktemp)
    {
        compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || "${as[@]}" apt-get update -q
        # Lists that are too old name files the mirror no longer has.
        "${as[@]}" env DEBIAN_FRONTEND=noninteractive $line ||
            { "${as[@]}" apt-get update -q && "${as[@]}" env DEBIAN_FRONTEND=noninteractive $line; }
    } >"$log" 2>&1 || { tail -n 30 "$log" >&2; say "apt could not install: $*"; exit 1; }
    rm -f "$log"
}

# need postgresql|node|chromium...
need() {
    if lacks_dotnet; then
        say "The .NET SDK 10 is missing: https://dotnet.microsoft.com/download"
        exit 1
    fi
    local packages=() what
    for what in "$@"; do
        case $what in
            postgresql) lacks_postgresql && packages+=(postgresql) ;;
            node) lacks_node && packages+=(nodejs npm) ;;
            chromium) lacks_chromium && packages+=(chromium fonts-inter fonts-liberation) ;;
        esac
    done
    install "${packages[@]}"
}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
