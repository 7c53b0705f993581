package func runCommand() {}
