import ArgumentParser

struct RejectsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rejects",
        abstract: "List, show and read again the rows that were rejected.",
        subcommands: [RejectsListCommand.self, RejectsShowCommand.self, RejectsReplayCommand.self])
}
