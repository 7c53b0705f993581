/// The part of one conversion that one touch is given.
package struct Credit: Hashable, Sendable {
    /// The position of the touch among those handed to the kernel.
    package var touch: Int
    /// Billionths of the conversion.
    package var share: Int64

    package init(touch: Int, share: Int64) {
        self.touch = touch
        self.share = share
    }
}
