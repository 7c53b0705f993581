/// The whole credit to the first touch within the lookback; of touches at the same instant, to the first in order.
enum FirstTouch {
    static func place(in journey: Journey) -> Int {
        0
    }
}
