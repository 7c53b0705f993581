/// Sets of numbers that are joined and never parted.
struct DisjointSets {
    private var parents: [Int32]
    private var sizes: [Int32]

    init(count: Int) {
        parents = (0..<Int32(count)).map(\.self)
        sizes = [Int32](repeating: 1, count: count)
    }

    /// The member that stands for a number's set.
    ///
    /// - Complexity: O(*α*(*n*)) amortised: each number passed on the way is hung on its grandparent.
    mutating func root(of number: Int32) -> Int32 {
        var number = number
        while parents[Int(number)] != number {
            parents[Int(number)] = parents[Int(parents[Int(number)])]
            number = parents[Int(number)]
        }
        return number
    }

    mutating func join(_ left: Int32, _ right: Int32) {
        var (big, small) = (root(of: left), root(of: right))
        guard big != small else { return }
        if sizes[Int(big)] < sizes[Int(small)] { swap(&big, &small) }
        parents[Int(small)] = big
        sizes[Int(big)] += sizes[Int(small)]
    }
}
