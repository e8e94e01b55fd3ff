"""Bar charts of the benchmark's results, as SVG."""

from html import escape

WIDTH, LABELS, BAR, GAP = 720, 330, 18, 6
COLOURS = ["#4c78a8", "#f58518"]


def chart(title, unit, rows):
    """A chart of rows: label, series, value."""
    series = sorted({name for _, name, _ in rows})
    longest = max(value for _, _, value in rows) or 1
    height = 40 + len(rows) * (BAR + GAP) + 24
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{height}" fill="white"/><text x="8" y="20" font-size="14">{escape(title)}</text>']
    for n, (label, name, value) in enumerate(rows):
        y = 36 + n * (BAR + GAP)
        length = (WIDTH - LABELS - 90) * value / longest
        parts.append(f'<text x="{LABELS - 6}" y="{y + 13}" text-anchor="end">{escape(label)}</text>'
                     f'<rect x="{LABELS}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{COLOURS[series.index(name) % 2]}"/>'
                     f'<text x="{LABELS + length + 6:.1f}" y="{y + 13}">{value:.3g} {escape(unit)}</text>')
    for n, name in enumerate(series):
        parts.append(f'<rect x="{8 + n * 160}" y="{height - 18}" width="12" height="12" fill="{COLOURS[n % 2]}"/>'
                     f'<text x="{26 + n * 160}" y="{height - 8}">{escape(name)}</text>')
    return "\n".join(parts + ["</svg>", ""])


def draw(results, folder):
    """A file for each table."""
    sessions = results["sessions"]
    for file, title, unit, figure in (("cpu.svg", "CPU of a session", "ms", "cpu_ms"), ("latency.svg", "Time of a session, median", "ms", "p50_ms")):
        (folder / file).write_text(chart(title, unit, [(label, server, row[figure]) for label, servers in sessions.items()
                                                       for server, row in servers.items()]))
    (folder / "clients.svg").write_text(chart("Polls of empty maildrops", "sessions/s", [
        (f"{clients} clients", "pop3bridge", row["per_second"]) for clients, row in results["clients"].items()]))
    (folder / "sizes.svg").write_text(chart("RETR of one message", "MB/s", [
        (size, "pop3bridge", row["mb_per_second"]) for size, row in results["sizes"].items()]))
    (folder / "far.svg").write_text(chart("One client, store 20 ms away", "s", [
        (label, "pop3bridge", took) for label, took in results["far"].items()]))
