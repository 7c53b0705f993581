import Foundation
import TestSupport
import Testing

/// The user without rights.
private enum Nobody {
    static let options = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]

    static let canRun: Bool = {
        guard geteuid() == 0, let program = try? Program() else { return false }
        let result = try? Program(path: "/usr/bin/setpriv").run(options + [program.path, "--version"])
        return result?.exitCode == 0
    }()
}

/// What a user without rights is told.
///
/// Root may read everything, so the program is run as nobody.
@Suite(.enabled(if: Nobody.canRun, "needs root, setpriv, and a program that nobody may execute"))
struct PermissionTests {
    private func runAsNobody(_ company: Company) throws -> ProgramResult {
        for name in ["", "data", "data/spend.csv", "data/leads.csv", "pipeline.yml"] {
            chmod(company.folder.path(of: name), 0o755)
        }
        mkdir(company.folder.path(of: "var"), 0o755)
        chown(company.folder.path(of: "var"), 65534, 65534)
        return try Program(path: "/usr/bin/setpriv").run(
            Nobody.options + [company.program.path, "run", "pipeline.yml", "--only", "ads", "--at", "2026-06-01"],
            workingDirectory: company.folder.path)
    }

    @Test func anUnreadableFolder() throws {
        let company = try Company()
        #expect(try runAsNobody(company).exitCode == 0)
        chmod(company.folder.path(of: "data"), 0)
        let result = try Program(path: "/usr/bin/setpriv").run(
            Nobody.options + [company.program.path, "run", "pipeline.yml", "--only", "ads", "--at", "2026-06-01"],
            workingDirectory: company.folder.path)
        #expect(result.exitCode == 3)
        #expect(Golden.mismatch(result.errors, "mistake-unreadable-folder.txt") == nil)
    }

    @Test func anUnreadableFile() throws {
        let company = try Company()
        chmod(company.folder.path(of: "data/leads.csv"), 0)
        #expect(try runAsNobody(company).exitCode == 0)
        chmod(company.folder.path(of: "data/spend.csv"), 0)
        try company.folder.setModificationTime(of: "data/spend.csv", secondsAgo: 60)
        let result = try Program(path: "/usr/bin/setpriv").run(
            Nobody.options + [company.program.path, "run", "pipeline.yml", "--only", "ads", "--at", "2026-06-01"],
            workingDirectory: company.folder.path)
        #expect(result.exitCode == 3)
        #expect(result.errors.contains("cannot read data/spend.csv: Permission denied"), "\(result.errors)")
    }
}
