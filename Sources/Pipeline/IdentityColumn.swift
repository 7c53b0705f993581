/// The identities of some records by position, four bytes each; nil where nobody is known.
struct IdentityColumn: RandomAccessCollection, Sendable {
    private var numbers: [Int32]

    init(_ identities: some Sequence<Int?>) {
        numbers = identities.map { Int32($0 ?? -1) }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { numbers.count }

    subscript(_ position: Int) -> Int? { numbers[position] < 0 ? nil : Int(numbers[position]) }
}
